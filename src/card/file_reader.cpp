#include "file_reader.hpp"

#include <algorithm>
#include <numeric>
#include <sscard/apdu/tlv.hpp>

#include "ask.hpp"
#include "commands.hpp"
#include "decode.hpp"
#include "size.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;
using State = FileReading::State;

constexpr std::uint32_t largest_answer = 256;  // Le = 00
constexpr std::size_t beyond_the_table = 256;  // bytes that a transparent file may be longer
constexpr unsigned max_binary_reads = 64;
constexpr std::uint16_t file_not_found = 0x6A82;
constexpr std::uint16_t record_not_found = 0x6A83;

/// The records that the table expects, each with its length on the wire.
std::vector<std::uint32_t> record_sizes(const ApplicationFile& file) {
    std::vector<std::uint32_t> sizes;
    for (const auto& item : file.items)
        sizes.insert(sizes.end(), item.repeats, item.datum.length + record_head);
    return sizes;
}

}  // namespace

/// One file being read.
class FileReader::Attempt {
public:
    Attempt(FileReader& reader, const ApplicationFile& file) : reader_{reader}, file_{file} {}

    Result<RawFile> run() {
        if (auto step = select(); !step) return tl::unexpected{std::move(step.error())};
        if (raw_.state == State::read) {
            if (auto step = read_content(); !step) return tl::unexpected{std::move(step.error())};
        }
        return std::move(raw_);
    }

private:
    /// Nothing was read and `response` says why.
    void end(const Response& response) {
        raw_.status = response.status;
        const auto kind = classify(response.status);
        raw_.state = kind == StatusClass::forbidden            ? State::needs_right
                     : response.status.value == file_not_found ? State::not_present
                                                               : State::unreadable;
    }

    /// SELECT with P1 = 02 and 00. How the first file was found is how the others are looked for.
    Result<void> select() {
        auto& habits = reader_.habits_;
        const bool other_first = habits.refuses_select_02;
        std::optional<Response> refusal;
        for (const bool as_ef : {!other_first, other_first}) {
            auto response = ask_select(*reader_.card_, select_by_fid(file_.fid, as_ef ? 0x02 : 0x00),
                                       habits.wants_select_le);
            if (!response) return tl::unexpected{std::move(response.error())};
            if (took_select(*response)) {
                habits.refuses_select_02 = !as_ef;
                reader_.select_known_ = true;
                return {};
            }
            refusal = std::move(*response);
            // P1 00 may find a file of that number in the environment, where this application has none.
            if (reader_.select_known_ || !is_about_form(refusal->status)) break;
        }
        end(*refusal);
        return {};
    }

    Result<void> read_content() {
        switch (file_.structure) {
            case Structure::transparent:
                return read_binary();
            case Structure::cyclic:
                return read_by_number();
            case Structure::linear:
                break;
        }
        return read_linear();
    }

    /// All records at once, then one by one from where that ended; by tag where numbers are refused.
    Result<void> read_linear() {
        sizes_ = record_sizes(file_);
        if (auto step = read_whole(); !step) return step;
        if (raw_.state != State::read) return {};
        if (auto step = read_by_number(); !step) return step;
        if (!numbers_refused_ || raw_.records.size() > 1) return {};
        const auto refused = std::exchange(raw_.state, State::read);
        if (auto step = read_by_tag(); !step) return step;
        if (raw_.records.empty() && raw_.state == State::read) raw_.state = refused;
        return {};
    }

    Result<Response> ask(std::uint8_t p1, Addressing addressing, std::uint32_t expected) {
        const auto heads = file_.structure == Structure::cyclic ? Heads::perhaps : Heads::always;
        return ask_record(*reader_.card_, read_record(p1, addressing, 0, expected), reader_.habits_, heads);
    }

    Result<void> read_whole() {
        const auto size = std::accumulate(sizes_.begin(), sizes_.end(), std::uint32_t{0});
        if (reader_.habits_.refuses_whole_file || size > largest_answer) return {};
        const auto answer = ask(1, Addressing::from_number_on, sizes_.size() > 1 ? size : largest_answer);
        if (!answer) return tl::unexpected{answer.error()};
        if (!gave_data(*answer)) {
            if (classify(answer->status) == StatusClass::forbidden) end(*answer);
            return {};
        }
        ByteView rest{answer->data};
        apdu::SimpleTlvReader reader{rest};
        while (!reader.at_end() && raw_.records.size() < max_records) {
            const auto object = reader.next();
            if (!object) break;
            const auto* const end_of_object = object->value.data() + object->value.size();
            const auto length = static_cast<std::size_t>(end_of_object - rest.data());
            raw_.records.emplace_back(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
            rest = rest.subspan(length);
        }
        torn_.assign(rest.begin(), rest.end());
        return {};
    }

    Result<void> read_by_number() {
        const auto before = raw_.records.size();
        while (raw_.records.size() < max_records) {
            const auto number = raw_.records.size() + 1;
            const auto answer = ask(static_cast<std::uint8_t>(number), Addressing::number, expected(number));
            if (!answer) return tl::unexpected{answer.error()};
            if (!gave_data(*answer) || answer->data.empty()) {
                conclude(*answer);
                break;
            }
            raw_.records.push_back(answer->data);
        }
        if (raw_.records.size() == before && !without_padding(torn_).empty())
            raw_.records.push_back(std::move(torn_));
        return {};
    }

    /// A file without records says so; anything else is no way to hold none.
    void conclude(const Response& response) {
        if (response.status.value == record_not_found) return;
        numbers_refused_ = true;
        raw_.torn = classify(response.status) == StatusClass::failure;
        if (raw_.records.empty()) end(response);
    }

    std::uint32_t expected(std::size_t number) const {
        if (file_.structure == Structure::cyclic) {
            return std::accumulate(file_.fields.begin(), file_.fields.end(), std::uint32_t{0},
                                   [](auto sum, const Datum& field) { return sum + field.length; });
        }
        return number <= sizes_.size() ? sizes_[number - 1] : largest_answer;
    }

    Result<void> read_by_tag() {
        raw_.records.clear();
        for (const auto& item : file_.items) {
            for (std::uint8_t i = 0; i < item.repeats; ++i) {
                const auto addressing = i == 0 ? Addressing::first_with_tag : Addressing::next_with_tag;
                const auto answer = ask(item.datum.tag, addressing, item.datum.length + record_head);
                if (!answer) return tl::unexpected{answer.error()};
                if (!gave_data(*answer) || answer->data.empty()) break;
                raw_.records.push_back(answer->data);
            }
        }
        return {};
    }

    Result<void> read_binary() {
        const std::size_t limit = file_.size + beyond_the_table;
        for (unsigned i = 0; i < max_binary_reads && raw_.content.size() < limit; ++i) {
            const auto offset = raw_.content.size();
            const auto left = offset < file_.size ? file_.size - offset : largest_answer;
            const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(left, largest_answer));
            const auto answer = exchange(*reader_.card_, read_binary_at(offset, length));
            if (!answer) return tl::unexpected{answer.error()};
            if (!gave_data(*answer) || answer->data.empty()) {
                if (offset == 0 || !is_end_of_file(*answer)) tear(*answer);
                return {};
            }
            const auto room = std::min(answer->data.size(), limit - offset);
            raw_.content.insert(raw_.content.end(), answer->data.begin(),
                                answer->data.begin() + static_cast<std::ptrdiff_t>(room));
            if (classify(answer->status) == StatusClass::warning) return {};  // end of file
            if (i + 1 == max_binary_reads && raw_.content.size() < file_.size) tear(*answer);
        }
        return {};
    }

    static bool is_end_of_file(const Response& response) noexcept {
        return response.ok() || classify(response.status) == StatusClass::warning ||
               classify(response.status) == StatusClass::wrong_parameters;
    }

    /// A part of a picture is no picture.
    void tear(const Response& response) {
        raw_.content.clear();
        end(response);
    }

    FileReader& reader_;
    const ApplicationFile& file_;
    RawFile raw_;
    std::vector<std::uint32_t> sizes_;
    Bytes torn_;  // what followed the last whole record when all were asked for
    bool numbers_refused_ = false;
};

Result<RawFile> FileReader::read(const ApplicationFile& file) { return Attempt{*this, file}.run(); }

}  // namespace sscard::card
