#include "json_rows.hpp"

#include <bitset>
#include <nlohmann/json.hpp>

namespace sscard::batch {

namespace {

using Json = nlohmann::json;

/// Takes the members that are columns out of one object, without building the rest.
class Members final : public nlohmann::json_sax<Json> {
public:
    explicit Members(Row& row) noexcept : row_{row} {}

    bool null() override { return depth_ > 0; }
    bool boolean(bool /*value*/) override { return no_text(); }
    bool number_integer(number_integer_t /*value*/) override { return no_text(); }
    bool number_unsigned(number_unsigned_t /*value*/) override { return no_text(); }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return no_text(); }
    bool binary(binary_t& /*value*/) override { return no_text(); }
    bool string(string_t& value) override {
        if (const auto column = at_column()) row_.field(*column) = std::move(value);
        return depth_ > 0;
    }

    bool start_object(std::size_t /*elements*/) override { return (depth_ == 0 || no_text()) && enter(); }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t /*elements*/) override { return no_text() && enter(); }
    bool end_array() override { return leave(); }

    bool key(string_t& name) override {
        if (depth_ > 1) return true;
        column_ = column_of(name);
        if (!column_) return true;
        auto seen = seen_[static_cast<std::size_t>(*column_)];
        if (seen)
            row_.mistakes.push_back(
                {word(*column_), "named_twice", msgid("the object has this member twice"), {}});
        seen = true;
        return true;
    }

    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return false;
    }

private:
    std::optional<Column> at_column() const noexcept { return depth_ == 1 ? column_ : std::nullopt; }

    /// Who reads it again may go down by calling itself.
    bool enter() noexcept { return ++depth_ <= deepest; }
    bool leave() noexcept {
        --depth_;
        return true;
    }

    /// A value that is neither text nor null; false outside of the object.
    bool no_text() {
        if (const auto column = at_column())
            row_.mistakes.push_back(
                {word(*column), "no_text", msgid("text in quotes is needed, or null"), {}});
        return depth_ > 0;
    }

    static constexpr std::size_t deepest = 64;

    Row& row_;
    std::size_t depth_ = 0;
    std::optional<Column> column_;  // whose value comes next
    std::bitset<column_names.size()> seen_;
};

constexpr std::string_view replacement = "\uFFFD";

}  // namespace

Result<bool> JsonRows::next(Row& row) {
    const auto cut = cutter_.next(row.bytes);
    if (!cut) return tl::unexpected<Error>{cut.error()};
    if (*cut == text::RowCutter::Cut::end) return false;
    if (*cut == text::RowCutter::Cut::too_long) return cutter_.too_long();

    row.line = cutter_.line();
    row.offset = cutter_.offset();
    row.cells.clear();
    for (auto& field : row.fields) field.clear();
    row.mistakes.clear();
    const auto text = text::decoded(row.bytes, encoding_);
    Members members{row};
    if (!Json::sax_parse(text.utf8, &members))
        return fail(Fault::input, read_step,
                    msgid("line {0} is no JSON object, or is nested deeper than 64 levels"),
                    {std::to_string(row.line)});
    for (std::size_t i = 0; !text.complete && i < row.fields.size(); ++i)
        if (row.fields[i].find(replacement) != std::string::npos)
            row.mistakes.push_back(undecodable(static_cast<Column>(i)));
    return true;
}

}  // namespace sscard::batch
