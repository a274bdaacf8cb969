#include <algorithm>
#include <sscard/text/rows.hpp>

namespace sscard::text {

namespace {

constexpr std::size_t buffer_size = 65536;

bool is_blank(std::string_view row) noexcept { return row.find_first_not_of(" \t\r\n") == row.npos; }

}  // namespace

Source source_of(std::string_view text) {
    return [text](std::span<char> room) mutable -> Result<std::size_t> {
        const auto size = text.copy(room.data(), room.size());
        text.remove_prefix(size);
        return size;
    };
}

RowCutter::RowCutter(Source source, Quotes quotes)
    : source_{std::move(source)}, quotes_{quotes}, buffer_(buffer_size) {}

Result<bool> RowCutter::refill() {
    const auto size = source_(buffer_);
    if (!size) return tl::unexpected<Error>{size.error()};
    rest_ = {buffer_.data(), *size};
    return *size > 0;
}

Result<RowCutter::Cut> RowCutter::next(std::string& row) {
    do {
        ++row_;
        line_ = lines_ + 1;
        offset_ = taken_;
        auto cut = take(row);
        if (!cut || *cut != Cut::row) return cut;
    } while (is_blank(row));
    return Cut::row;
}

tl::unexpected<Error> RowCutter::too_long() const {
    return fail(Fault::input, "read text", msgid("line {0}: the row is longer than {1} bytes"),
                {std::to_string(line_), std::to_string(longest_row)});
}

Result<RowCutter::Cut> RowCutter::take(std::string& row) {
    row.clear();
    bool quoted = false;
    while (true) {
        if (rest_.empty()) {
            const auto more = refill();
            if (!more) return tl::unexpected<Error>{more.error()};
            if (!*more) return row.empty() ? Cut::end : quoted ? Cut::not_closed : Cut::row;
        }
        const auto line_end = rest_.find('\n');
        const auto piece = rest_.substr(0, line_end == rest_.npos ? line_end : line_end + 1);
        const auto room = longest_row - row.size();
        row += piece.substr(0, room);
        if (piece.size() > room) return Cut::too_long;
        rest_.remove_prefix(piece.size());
        taken_ += piece.size();
        if (quotes_ == Quotes::hold_line_breaks)
            quoted = quoted != (std::count(piece.begin(), piece.end(), '"') % 2 == 1);
        if (line_end == rest_.npos) continue;
        ++lines_;
        if (!quoted) return Cut::row;
    }
}

}  // namespace sscard::text
