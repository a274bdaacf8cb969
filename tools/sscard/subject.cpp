#include "subject.hpp"

#include <algorithm>
#include <sscard/activation/clock.hpp>
#include <sscard/bytes.hpp>
#include <sscard/card/reading.hpp>
#include <sscard/text/mask.hpp>

#include "card_reading.hpp"
#include "card_source.hpp"
#include "language.hpp"
#include "reading_report.hpp"

namespace sscard::tool {
namespace {

using card::Field;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) noexcept { return is_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_hexadecimal(char c) noexcept { return hex_digit(c).has_value(); }

/// A typed number: its option, its form, and where it goes.
struct NumberForm {
    const char* option;
    std::string SubjectOptions::*typed;
    std::size_t size;
    bool (*allowed)(char);
    const char* help;  // msgid
};

constexpr NumberForm number_forms[] = {
    {"--id-number", &SubjectOptions::id_number, 18, is_alphanumeric,
     msgid("the holder's id number, 18 characters")},
    {"--id-card", &SubjectOptions::id_card, 18, is_alphanumeric,
     msgid("the number on the person's ID card, to compare with the card's")},
    {"--card-number", &SubjectOptions::card_number, 9, is_alphanumeric, msgid("card number, 9 characters")},
    {"--identification-number", &SubjectOptions::identification_number, 32, is_hexadecimal,
     msgid("the card's identification number, 32 hexadecimal digits")},
    {"--region", &SubjectOptions::region, 6, is_digit, msgid("issuing region, 6 digits")},
};

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

Result<std::string> in_form(const NumberForm& form, const char* option, std::string text) {
    auto number = upper(std::move(text));
    if (number.empty()) return number;
    if (number.size() != form.size || !std::all_of(number.begin(), number.end(), form.allowed)) {
        return fail(Fault::usage, "options", msgid("{0} has the wrong length or characters: it needs {1}"),
                    {option, std::to_string(form.size)},
                    msgid("Compare it with the card and type it again."));
    }
    return number;
}

/// The typed numbers in upper case, each checked for its form.
Result<SubjectOptions> normalised(SubjectOptions options) {
    for (const auto& form : number_forms) {
        auto number = in_form(form, form.option, std::move(options.*form.typed));
        if (!number) return tl::unexpected{std::move(number.error())};
        options.*form.typed = *std::move(number);
    }
    return options;
}

std::optional<std::string> given(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

/// The holder's number, when it is the one on the person's ID card; that one when the holder's is not known.
Result<std::string> same_person(const std::string& holder, const SubjectOptions& options) {
    if (options.id_card.empty() || upper(holder) == options.id_card) return holder;
    if (holder.empty()) return options.id_card;
    return fail(Fault::identity_mismatch, "compare",
                msgid("the card is not this person's: the number on the ID card is another one"), {},
                msgid("Give the card back to its holder. Nothing was sent."));
}

Result<Subject> typed_subject(const SubjectOptions& options) {
    if (options.card_number.empty() || options.identification_number.empty()) {
        return fail(Fault::usage, "options", msgid("--manual needs the numbers of the card"), {},
                    msgid("Give --card-number and --identification-number, and the holder's --id-number."));
    }
    const auto id_number = same_person(options.id_number, options);
    if (!id_number) return tl::unexpected{id_number.error()};
    Subject subject;
    subject.holder = {*id_number, given(options.name)};
    subject.card.number = options.card_number;
    subject.card.identification_number = options.identification_number;
    subject.card.region = given(options.region);
    subject.evidence.source = activation::Source::manual;
    return subject;
}

/// The card's own value, completed by and compared with what was typed.
Result<std::string> agreed(const std::optional<std::string>& on_card, const std::string& typed,
                           const char* option) {
    if (!on_card) return typed;
    if (!typed.empty() && upper(*on_card) != upper(typed)) {
        return fail(Fault::identity_mismatch, "compare",
                    msgid("the card in the reader is not the one named: {0} differs"), {option});
    }
    return *on_card;
}

tl::unexpected<Error> not_genuine() {
    return fail(Fault::refused, "authenticate", msgid("the card is not genuine: its key is not the issuer's"),
                {}, msgid("Nothing was sent. Keep the card and tell the authority."));
}

/// The chip's word, completed by and compared with what was typed.
Result<Subject> chip_subject(const SubjectOptions& options, const Desk& desk, LazyBackend& backend) {
    auto subject = subject_on_chip(desk, backend);
    if (!subject) return subject;
    auto& [holder, card, evidence, genuine, is_protected] = *subject;
    auto number = agreed(card.number, options.card_number, "--card-number");
    auto identification =
        agreed(card.identification_number, options.identification_number, "--identification-number");
    auto id_number =
        agreed(given(holder.id_number), options.id_number, "--id-number")
            .and_then([&](const std::string& agreed_on) { return same_person(agreed_on, options); });
    auto name = agreed(holder.name, options.name, "--name");
    auto region = agreed(card.region, options.region, "--region");
    for (const auto* one : {&number, &identification, &id_number, &name, &region}) {
        if (!*one) return tl::unexpected{one->error()};
    }
    if (id_number->empty() && is_protected && !genuine.value_or(true)) return not_genuine();
    if (id_number->empty() && is_protected) return fail(Fault::authentication_required, "read EF06");
    holder.id_number = *std::move(id_number);
    holder.name = given(*std::move(name));
    card.region = given(*std::move(region));
    return subject;
}

}  // namespace

Result<std::string> typed_id_number(const char* option, std::string text) {
    return in_form(number_forms[0], option, std::move(text));
}

Result<std::string> typed_card_number(const char* option, std::string text) {
    return in_form(number_forms[2], option, std::move(text));
}

std::shared_ptr<SubjectOptions> add_subject_options(Verb verb) {
    auto options = std::make_shared<SubjectOptions>();
    verb.flag("--manual", options->manual, msgid("without a card: by its numbers alone"));
    for (const auto& form : number_forms) {
        auto& typed = (*options).*form.typed;
        verb.option(form.option + std::string{" NUMBER"}, typed, form.help);
    }
    verb.option("--name NAME", options->name, msgid("the holder's name"));
    return options;
}

Result<Subject> identify(const SubjectOptions& typed, const Desk& desk, LazyBackend& backend) {
    const auto options = normalised(typed);
    if (!options) return tl::unexpected{options.error()};
    return options->manual ? typed_subject(*options) : chip_subject(*options, desk, backend);
}

Result<Subject> subject_on_chip(const Desk& desk, LazyBackend& backend) {
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return tl::unexpected{std::move(source.error())};
    const auto now = activation::system_now();
    const auto reading = read_at_desk(*source, card::all_fields(), desk, backend, Need::required);
    if (!reading) return tl::unexpected{reading.error()};
    const auto historical = historical_bytes(source->card());
    if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};

    if (!(*reading)[Field::card_number] || !(*reading)[Field::identification_number]) {
        return fail(Fault::malformed_card, "read EF05",
                    msgid("the card has no numbers yet: it is blank stock"), {},
                    msgid("Send it back to be personalised."));
    }
    Subject subject;
    subject.holder = {upper((*reading)[Field::id_number].value_or("")), (*reading)[Field::holder_name],
                      (*reading)[Field::birth_date]};
    subject.card.number = *(*reading)[Field::card_number];
    subject.card.identification_number = *(*reading)[Field::identification_number];
    subject.card.region = (*reading)[Field::region];
    subject.card.spec_version = (*reading)[Field::spec_version];
    subject.card.historical_bytes = historical;
    subject.card.issued_on = (*reading)[Field::issued_on];
    subject.card.expires_on = (*reading)[Field::expires_on];
    subject.evidence = {activation::Source::chip, activation::rfc3339(now)};
    subject.genuine = reading->authentication.genuine;
    subject.is_protected = reading->holder == card::HolderAccess::authentication_required;
    return subject;
}

Result<void> require_genuine(const Subject& subject) {
    if (subject.genuine.value_or(true)) return {};
    return not_genuine();
}

Result<void> require_holder(const Subject& subject) {
    if (!subject.holder.id_number.empty()) return {};
    return fail(Fault::usage, "options", msgid("the holder's number is not known"), {},
                msgid("Give it with --id-number."));
}

std::string shown_holder(const activation::Holder& holder, const Settings& settings) {
    const bool full = settings.flag(Key::show_personal_data);
    std::string shown = holder.name ? (full ? *holder.name : text::masked_name(*holder.name)) + "  " : "";
    return shown + (full ? holder.id_number : text::masked_id_number(holder.id_number));
}

Json holder_document(const activation::Holder& holder, const Settings& settings) {
    const bool full = settings.flag(Key::show_personal_data);
    Json name = nullptr;
    if (holder.name) name = full ? *holder.name : text::masked_name(*holder.name);
    Json number = nullptr;
    if (!holder.id_number.empty())
        number = full ? holder.id_number : text::masked_id_number(holder.id_number);
    return {{"id_number", std::move(number)}, {"name", std::move(name)}};
}

}  // namespace sscard::tool
