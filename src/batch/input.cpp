#include <algorithm>
#include <sscard/batch/input.hpp>

#include "csv_rows.hpp"
#include "file.hpp"
#include "json_rows.hpp"

namespace sscard::batch {

namespace {

constexpr std::size_t piece_size = 65536;

/// What the first bytes of the file tell of its form.
Result<Format> format_of(std::string_view beginning, text::Encoding encoding) {
    if (beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF"))  // UTF-16
        return fail(Fault::input, read_step, msgid("the file is neither UTF-8 nor GB 18030"), {},
                    msgid("save it as \"CSV UTF-8\" and try again"));
    Format format;
    format.encoding = encoding;
    if (encoding == text::Encoding::utf8_with_mark) format.head = text::byte_order_mark;
    beginning.remove_prefix(format.head.size());
    const auto first = beginning.substr(std::min(beginning.size(), beginning.find_first_not_of(" \t\r\n")));
    if (first.starts_with('{')) format.form = Form::json_lines;
    if (first.substr(0, first.find('\n')).ends_with('\r')) format.line_end.insert(0, 1, '\r');
    return format;
}

/// Reads the file to its end.
Result<Format> sniff(File& file, const StopFlag& stop) {
    text::EncodingDetector detector;
    std::string beginning;
    std::vector<char> piece(piece_size);
    while (true) {
        const auto size = file.read(piece);
        if (!size) return tl::unexpected<Error>{size.error()};
        if (*size == 0) return format_of(beginning, detector.found());
        if (stop) return fail(Fault::interrupted, read_step);
        if (beginning.empty()) beginning.assign(piece.data(), *size);
        detector.feed(as_bytes({piece.data(), *size}));
    }
}

}  // namespace

std::string in_upper_case(std::string number) {
    if (!std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= 'z'; }))
        return number;
    for (auto& c : number)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return number;
}

std::optional<Column> column_of(std::string_view name) noexcept {
    const auto* const known = std::find(column_names.begin(), column_names.end(), name);
    if (known == column_names.end()) return std::nullopt;
    return static_cast<Column>(known - column_names.begin());
}

/// One file, and how far it was read.
class Input::Pass {
public:
    static Result<std::unique_ptr<Pass>> open(const std::filesystem::path& path, const StopFlag& stop);

    Result<void> rewind() { return named(begin()); }
    Result<bool> next(Row& row);
    Result<void> read_at(std::uint64_t offset, Row& row) const;

    const Format& format() const noexcept { return format_; }
    const std::string& sha256() const noexcept { return file_.sha256(); }

private:
    explicit Pass(File file) noexcept : file_{std::move(file)} {}

    Result<void> begin();
    Result<void> skip_mark();
    std::unique_ptr<Rows> rows_from(text::Source source) const;
    std::uint64_t mark_size() const noexcept {
        return format_.encoding == text::Encoding::utf8_with_mark ? text::byte_order_mark.size() : 0;
    }

    template <class T>
    Result<T> named(Result<T> result) const {
        if (!result) return tl::unexpected<Error>{std::move(result).error().in(name_)};
        return result;
    }

    std::string name_;
    File file_;
    Format format_;
    std::unique_ptr<Rows> rows_;
    std::uint64_t number_ = 0;
};

Result<std::unique_ptr<Input::Pass>> Input::Pass::open(const std::filesystem::path& path,
                                                       const StopFlag& stop) {
    auto file = File::open(path);
    if (!file) return tl::unexpected<Error>{std::move(file).error()};
    std::unique_ptr<Pass> pass{new Pass{*std::move(file)}};
    pass->name_ = path.string();
    auto format = sniff(pass->file_, stop);
    if (!format) return tl::unexpected<Error>{std::move(format).error()};
    pass->format_ = *std::move(format);
    if (auto begun = pass->begin(); !begun) return tl::unexpected<Error>{std::move(begun).error()};
    pass->format_.head += pass->rows_->header().bytes;
    pass->format_.columns = pass->rows_->header().cells;
    return pass;
}

Result<void> Input::Pass::begin() {
    number_ = 0;
    if (auto back = file_.rewind(); !back) return back;
    if (auto skipped = skip_mark(); !skipped) return skipped;
    rows_ = rows_from([this](std::span<char> room) { return file_.read(room); });
    return rows_->begin();
}

std::unique_ptr<Rows> Input::Pass::rows_from(text::Source source) const {
    if (format_.form == Form::csv) return std::make_unique<CsvRows>(std::move(source), format_.encoding);
    return std::make_unique<JsonRows>(std::move(source), format_.encoding);
}

Result<bool> Input::Pass::next(Row& row) {
    auto more = rows_->next(row);
    if (more && *more) {
        row.number = ++number_;
        row.offset += mark_size();
    }
    return named(std::move(more));
}

Result<void> Input::Pass::read_at(std::uint64_t offset, Row& row) const {
    const auto& header = rows_->header().bytes;
    auto rows = rows_from([&, head = text::source_of(header),
                           at = offset](std::span<char> room) mutable -> Result<std::size_t> {
        if (auto size = head(room); size && *size > 0) return size;
        auto size = file_.read_at(at, room);
        if (size) at += *size;
        return size;
    });
    return named(rows->begin().and_then([&]() -> Result<void> {
        const auto there = rows->next(row);
        if (!there) return tl::unexpected<Error>{there.error()};
        row.offset = offset;
        return *there ? Result<void>{} : fail(Fault::input, read_step);
    }));
}

Result<void> Input::Pass::skip_mark() {
    if (format_.encoding != text::Encoding::utf8_with_mark) return {};
    std::array<char, text::byte_order_mark.size()> mark{};
    const auto read = file_.read(mark);
    return read ? Result<void>{} : tl::unexpected<Error>{read.error()};
}

Input::Input(std::unique_ptr<Pass> pass) noexcept : pass_{std::move(pass)} {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

Result<Input> Input::open(const std::filesystem::path& path, const StopFlag& stop) {
    auto pass = Pass::open(path, stop);
    if (!pass) return tl::unexpected<Error>{std::move(pass).error().in(path.string())};
    return Input{*std::move(pass)};
}

const Format& Input::format() const noexcept { return pass_->format(); }
const std::string& Input::sha256() const noexcept { return pass_->sha256(); }
Result<bool> Input::next(Row& row) { return pass_->next(row); }
Result<void> Input::read_at(std::uint64_t offset, Row& row) const { return pass_->read_at(offset, row); }
Result<void> Input::rewind() { return pass_->rewind(); }

}  // namespace sscard::batch
