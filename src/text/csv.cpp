#include <algorithm>
#include <sscard/text/csv.hpp>

namespace sscard::text {

namespace {

constexpr auto not_closed = msgid("line {0}: a quoted cell is not closed");
constexpr auto stray = msgid("line {0}: a cell is followed by neither a comma nor the end of the row");

constexpr bool is_sign(char c) noexcept { return c == ',' || c == '"' || c == '\r' || c == '\n'; }

std::string_view without_line_end(std::string_view row) noexcept {
    if (row.ends_with('\n')) row.remove_suffix(1);
    if (row.ends_with('\r')) row.remove_suffix(1);
    return row;
}

/// Takes a row apart, cell by cell.
class Cells {
public:
    Cells(std::string_view row, std::vector<std::string>& cells) noexcept : rest_{row}, cells_{cells} {}

    /// What is wrong with the row, or nullptr.
    const char* take() {
        std::size_t count = 0;
        do {
            if (cells_.size() == count) cells_.emplace_back();
            auto& cell = cells_[count++];
            if (!starts("\""))
                take_plain(cell);
            else if (!take_quoted(cell))
                return not_closed;
        } while (starts(","));
        cells_.resize(count);
        return rest_.empty() ? nullptr : stray;
    }

private:
    bool starts(std::string_view token) noexcept {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    void take_plain(std::string& cell) {
        cell.assign(rest_.begin(), std::find_if(rest_.begin(), rest_.end(), is_sign));
        rest_.remove_prefix(cell.size());
    }

    bool take_quoted(std::string& cell) {
        cell.clear();
        while (true) {
            const auto quote = rest_.find('"');
            if (quote == rest_.npos) return false;
            cell += rest_.substr(0, quote);
            rest_.remove_prefix(quote + 1);
            if (!starts("\"")) return true;
            cell += '"';
        }
    }

    std::string_view rest_;
    std::vector<std::string>& cells_;
};

}  // namespace

Result<bool> CsvReader::next(CsvRow& row) {
    const auto cut = cutter_.next(row.bytes);
    if (!cut) return tl::unexpected<Error>{cut.error()};
    if (*cut == RowCutter::Cut::end) return false;
    row.number = cutter_.row();
    row.line = cutter_.line();
    row.offset = cutter_.offset();
    // A quote astray makes what follows it look quoted: it is the mistake, not the length.
    const auto* const complaint = Cells{without_line_end(row.bytes), row.cells}.take();
    if (*cut == RowCutter::Cut::too_long && complaint != stray) return cutter_.too_long();
    if (complaint == nullptr) return true;
    return fail(Fault::input, "read CSV", complaint, {std::to_string(row.line)});
}

std::string csv_cell(std::string_view cell) {
    if (std::none_of(cell.begin(), cell.end(), is_sign)) return std::string{cell};
    std::string text = "\"";
    for (const auto c : cell) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

std::string no_formula(std::string cell) {
    if (!cell.empty() && std::string_view{"=+-@\t\r"}.find(cell.front()) != std::string_view::npos)
        cell.insert(cell.begin(), '\'');
    return cell;
}

}  // namespace sscard::text
