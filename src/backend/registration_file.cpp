#include "registration_file.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sscard/text/csv.hpp>
#include <sscard/text/encoding.hpp>

#include "registration_columns.hpp"

namespace sscard::backend {

namespace {

constexpr auto step = "import";

using Header = std::vector<const Column*>;

tl::unexpected<Error> mistake(const char* sentence, std::uint64_t row, std::string_view column) {
    return fail(Fault::input, step, sentence, {std::to_string(row), std::string{column}});
}

/// The file's text in UTF-8. What is well-formed UTF-8 is UTF-8: GB 18030 text hardly ever is by chance.
Result<std::string> utf8_of(ByteView file) {
    std::string text(file.begin(), file.end());
    if (text.starts_with(text::byte_order_mark)) text.erase(0, text::byte_order_mark.size());
    if (text::is_utf8(text)) return text;
    auto decoded = text::from_gb18030(file);
    if (!decoded.complete)
        return fail(Fault::input, step, msgid("the file is neither UTF-8 nor GB 18030"), {},
                    msgid("save it as \"CSV UTF-8\" and try again"));
    return std::move(decoded.utf8);
}

Result<Header> header_of(const text::CsvRow& row) {
    Header header;
    for (const auto& name : row.cells) {
        const auto* const known = column(name);
        if (known == nullptr)
            return fail(Fault::input, step,
                        msgid("row {0}: column {1} of the header has a name that is not known"),
                        {std::to_string(row.number), std::to_string(header.size() + 1)});
        if (std::find(header.begin(), header.end(), known) != header.end())
            return mistake(msgid("row {0}: the header names the column {1} twice"), row.number, name);
        header.push_back(known);
    }
    for (const auto& known : columns())
        if (known.needed && std::find(header.begin(), header.end(), &known) == header.end())
            return mistake(msgid("row {0}: the header lacks the column {1}"), row.number, known.name);
    return header;
}

Result<Registration> registration_of(const text::CsvRow& row, const Header& header) {
    if (row.cells.size() != header.size())
        return fail(
            Fault::input, step, msgid("row {0} has {1} fields, the header has {2}"),
            {std::to_string(row.number), std::to_string(row.cells.size()), std::to_string(header.size())});
    Registration registration;
    for (std::size_t i = 0; i < header.size(); ++i)
        if (const auto* const complaint = header[i]->set(row.cells[i], registration))
            return mistake(complaint, row.number, header[i]->name);
    return registration;
}

/// What rows of one file say about each other.
class Consistency {
public:
    Result<void> add(const Registration& registration, std::uint64_t row) {
        if (!cards_.insert(registration.card.number).second)
            return mistake(msgid("row {0}, column {1}: the card stands in an earlier row too"), row,
                           "card_number");
        const auto& person = registration.person;
        const auto [known, fresh] = names_.emplace(person.id_number, person.name);
        if (!fresh && known->second != person.name)
            return mistake(msgid("row {0}, column {1}: an earlier row has another name for this id number"),
                           row, "name");
        return {};
    }

private:
    std::set<std::string> cards_;
    std::map<std::string, std::string> names_;
};

}  // namespace

Result<std::vector<Registration>> read_registrations(ByteView file) {
    const auto text = utf8_of(file);
    if (!text) return tl::unexpected<Error>{text.error()};
    text::CsvReader reader{text::source_of(*text)};
    text::CsvRow row;
    const auto first = reader.next(row);
    if (!first) return tl::unexpected<Error>{first.error()};
    if (!*first) return fail(Fault::input, step, msgid("the file is empty; a header is needed"));
    const auto header = header_of(row);
    if (!header) return tl::unexpected<Error>{header.error()};

    std::vector<Registration> registrations;
    Consistency consistency;
    while (true) {
        const auto more = reader.next(row);
        if (!more) return tl::unexpected<Error>{more.error()};
        if (!*more) return registrations;
        auto registration = registration_of(row, *header);
        if (!registration) return tl::unexpected<Error>{std::move(registration).error()};
        if (auto fits = consistency.add(*registration, row.number); !fits)
            return tl::unexpected<Error>{std::move(fits).error()};
        registrations.push_back(std::move(*registration));
    }
}

Result<Registration> checked(const Registration& registration) {
    Registration normalised;
    for (const auto& known : columns())
        if (const auto* const complaint = known.set(known.get(registration), normalised))
            return mistake(complaint, 1, known.name);
    return normalised;
}

}  // namespace sscard::backend
