#include "csv.hpp"

namespace sscard::backend {

namespace {

constexpr auto too_long = msgid("row {0}: a field is longer than 4096 bytes");

}  // namespace

tl::unexpected<Error> CsvReader::mistake(const char* sentence) const {
    return fail(Fault::input, "read the CSV file", sentence, {std::to_string(row_)});
}

bool CsvReader::take(std::string_view token) noexcept {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
}

Result<std::optional<std::vector<std::string>>> CsvReader::next() {
    while (!rest_.empty()) {
        ++row_;
        if (take("\n") || take("\r\n")) continue;
        auto fields = take_row();
        if (!fields) return tl::unexpected<Error>{std::move(fields).error()};
        return std::optional{std::move(*fields)};
    }
    return std::nullopt;
}

Result<std::vector<std::string>> CsvReader::take_row() {
    std::vector<std::string> fields;
    while (true) {
        auto field = take("\"") ? take_quoted() : take_plain();
        if (!field) return tl::unexpected<Error>{std::move(field).error()};
        fields.push_back(std::move(*field));
        const auto end = take_end();
        if (!end) return tl::unexpected<Error>{end.error()};
        if (*end == End::row) return fields;
    }
}

Result<std::string> CsvReader::take_quoted() {
    std::string field;
    while (true) {
        const auto quote = rest_.find('"');
        if (quote == std::string_view::npos) return mistake(msgid("row {0}: a quoted field is not closed"));
        if (field.size() + quote > longest_field) return mistake(too_long);
        field += rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        if (!take("\"")) return field;
        field += '"';
    }
}

Result<std::string> CsvReader::take_plain() {
    const auto field = rest_.substr(0, rest_.find_first_of(",\r\n\""));
    if (field.size() > longest_field) return mistake(too_long);
    rest_.remove_prefix(field.size());
    return std::string{field};
}

Result<CsvReader::End> CsvReader::take_end() {
    if (take(",")) return End::field;
    if (rest_.empty() || take("\n") || take("\r\n")) return End::row;
    return mistake(msgid("row {0}: a field is followed by neither a comma nor the end of the row"));
}

}  // namespace sscard::backend
