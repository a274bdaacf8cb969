#include <sys/mman.h>
#include <unistd.h>

#include <sscard/batch/results.hpp>
#include <sscard/batch/survey.hpp>
#include <sscard/text/rows.hpp>

#include "input.hpp"
#include "promise.hpp"

using namespace sscard;
using namespace sscard::batch;

namespace {

/// A file without a place on a disk.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_{::memfd_create("batch", MFD_CLOEXEC)} {
        PROMISE(::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    Result<Input> open() const {
        static const StopFlag never_stopped{false};
        return Input::open("/proc/self/fd/" + std::to_string(descriptor_), never_stopped);
    }

private:
    int descriptor_;
};

Sink into(std::string& file) {
    return [&file](std::string_view bytes) {
        file += bytes;
        return Result<void>{};
    };
}

/// All rows; nothing when one of them ends the reading.
std::optional<std::vector<Row>> rows_of(Input& input) {
    std::vector<Row> rows;
    Row row;
    while (true) {
        const auto more = input.next(row);
        if (!more) {
            PROMISE(more.error().fault == Fault::input);
            return std::nullopt;
        }
        if (!*more) return rows;
        PROMISE(row.number == rows.size() + 1 && row.line >= row.number);
        PROMISE(row.bytes.size() <= text::RowCutter::longest_row);
        rows.push_back(row);
    }
}

void sound(const Row& row, const Format& format) {
    PROMISE(row.cells.size() == format.columns.size());
    for (const auto& field : row.fields) PROMISE(text::is_utf8(field));
}

void checked(const Row& row, const Verdict& verdict) {
    using activation::State;
    PROMISE((verdict.state == State::invalid) == !verdict.mistakes.empty());
    PROMISE((verdict.state == State::refused) == verdict.reason.has_value());
    PROMISE(verdict.same_as < row.number);
    if (verdict.state == State::invalid) return;
    const auto& request = verdict.request;
    PROMISE(request.holder.id_number.size() == 18 && request.card.number.size() == 9);
    PROMISE(from_hex(request.card.identification_number).value().size() == 16);
}

bool same_but_for_case(const std::string& one, const std::string& other) {
    return in_upper_case(one) == in_upper_case(other);
}

/// What is written from the rows is an input of the same rows, with the letters of numbers in upper case.
void written(const Format& format, const std::vector<Row>& rows) {
    std::string results;
    std::string rework;
    Results results_file{format, into(results)};
    Rework rework_file{format, into(rework)};
    PROMISE(results_file.begin() && rework_file.begin());
    for (const auto& row : rows) PROMISE(results_file.add(row, {}) && rework_file.add(row));
    PROMISE(results_file.finish() && rework_file.finish());
    if (rows.empty()) return;

    const MemoryFile rework_again{rework};
    auto input = rework_again.open();
    PROMISE(input);
    PROMISE(input->format().head == format.head);
    if (input->format().encoding == format.encoding) {
        const auto again = rows_of(*input);
        PROMISE(again && again->size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) PROMISE((*again)[i].fields == rows[i].fields);
    }

    const MemoryFile results_again{results};
    auto output = results_again.open();
    PROMISE(output);
    if (output->format().encoding != format.encoding) return;
    const auto again = rows_of(*output);
    PROMISE(again && again->size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& cells = (*again)[i].cells;
        PROMISE(std::equal(rows[i].cells.begin(), rows[i].cells.end(), cells.begin(), same_but_for_case));
        for (std::size_t column = 0; column < column_names.size(); ++column) {
            const auto& field = rows[i].fields[column];
            const bool is_number = holds_numbers(static_cast<Column>(column));
            PROMISE((*again)[i].fields[column] == (is_number ? in_upper_case(field) : field));
        }
    }
}

}  // namespace

/// A file as whole bytes: what is read of it, said of it and written from it.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file{{reinterpret_cast<const char*>(data), size}};
    auto input = file.open();
    if (!input) return 0;
    const auto rows = rows_of(*input);
    PROMISE(input->rewind());

    const StopFlag never_stopped{false};
    const Check check{{}, "2026-11-22"};
    const auto found = survey(*input, check, never_stopped);
    PROMISE(found.has_value() == rows.has_value());
    if (!found) return 0;
    PROMISE(found->rows == rows->size());
    for (const auto& row : *rows) {
        sound(row, input->format());
        checked(row, found->verdict(check, row));
    }
    written(input->format(), *rows);
    return 0;
}
