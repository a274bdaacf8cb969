#include <fmt/format.h>

#include <sscard/activation/clock.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/backend/authority.hpp>
#include <sscard/card/reading.hpp>
#include <sscard/text/mask.hpp>
#include <sscard/virtual_card/demo.hpp>
#include <sscard/virtual_card/engine.hpp>

#include "files.hpp"
#include "language.hpp"
#include "subject.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

using backend::Authority;
using backend::Registration;
using card::Field;

constexpr const char* schema = "sscard.authority/1";
constexpr std::size_t max_csv = 256U << 20U;

/// The invented holder of the demo card, as the demo card itself tells.
Result<Registration> demo_registration() {
    virtual_card::Engine demo{virtual_card::demo_card()};
    const auto reading =
        card::read_card(demo, card::all_fields(), activation::iso_date(activation::system_now()));
    if (!reading) return tl::unexpected{reading.error()};
    const auto text = [&](Field field) { return (*reading)[field].value_or(""); };
    Registration registration;
    registration.person.id_number = text(Field::id_number);
    registration.person.name = text(Field::holder_name);
    registration.card.number = text(Field::card_number);
    registration.card.identification_number = text(Field::identification_number);
    registration.card.region = (*reading)[Field::region];
    return registration;
}

Result<Report> init(const Desk& desk, bool empty) {
    auto authority = Authority::create_or_open(desk.settings.state_dir());
    if (!authority) return tl::unexpected{std::move(authority.error())};
    auto registered = authority->list();
    if (!registered) return tl::unexpected{std::move(registered.error())};
    const bool fresh = registered->empty();
    if (fresh && !empty) {
        const auto demo = demo_registration();
        if (!demo) return tl::unexpected{demo.error()};
        if (const auto added = authority->add(*demo); !added) return tl::unexpected{added.error()};
    }
    const auto cards = fresh ? (empty ? 0U : 1U) : registered->size();
    return Report{
        {{"schema", schema}, {"state_dir", desk.settings[Key::state_dir]}, {"cards", cards}},
        fmt::format(fmt::runtime(tr(msgid("The embedded authority is in {0}. Cards that it knows: {1}."))),
                    desk.settings[Key::state_dir], cards) +
            "\n"};
}

Result<Report> import(const Desk& desk, const std::string& name) {
    const auto content = read_file(name, max_csv);
    if (!content) return tl::unexpected{content.error()};
    auto authority = Authority::create_or_open(desk.settings.state_dir());
    if (!authority) return tl::unexpected{std::move(authority.error())};
    auto imported = authority->import_csv(as_bytes(*content));
    if (!imported) return tl::unexpected{std::move(imported.error()).in(name)};
    return Report{{{"schema", schema}, {"added", imported->added}, {"replaced", imported->replaced}},
                  fmt::format(fmt::runtime(tr(msgid("Cards added: {0}, replaced: {1}."))), imported->added,
                              imported->replaced) +
                      "\n"};
}

Json document_of(const Registration& registration, bool full) {
    const auto& [person, card] = registration;
    return {{"card",
             {{"number", card.number},
              {"identification_number", card.identification_number},
              {"region", json_or_null(card.region)}}},
            {"holder",
             {{"id_number", full ? person.id_number : text::masked_id_number(person.id_number)},
              {"name", full ? person.name : text::masked_name(person.name)}}},
            {"state", card.state},
            {"bank_state", card.bank_state},
            {"enrolment_kind", person.enrolment_kind.empty() ? Json(nullptr) : Json(person.enrolment_kind)},
            {"employed_on", json_or_null(person.employed_on)},
            {"registered_on", json_or_null(person.registered_on)},
            {"balance_fen", json_or_null(person.balance_fen)}};
}

Report report_on(const std::vector<Registration>& registrations, bool full) {
    Report report{{{"schema", schema}, {"cards", Json::array()}}, {}};
    report.list = "cards";
    std::vector<std::vector<std::string>> lines;
    for (const auto& registration : registrations) {
        report.document["cards"].push_back(document_of(registration, full));
        const auto& [person, card] = registration;
        const auto half = [](activation::Scope scope, const std::string& state) {
            return fmt::format("{} {}", state, backend::state_label(scope, state));
        };
        lines.push_back({card.number, half(activation::Scope::social_security, card.state),
                         half(activation::Scope::bank_account, card.bank_state),
                         full ? person.id_number : text::masked_id_number(person.id_number),
                         full ? person.name : text::masked_name(person.name)});
    }
    report.text = columns(lines);
    return report;
}

auto no_such_card() {
    return fail(Fault::usage, "find card", msgid("the authority has no card of this number"), {},
                msgid("See which it has with: sscard authority show"));
}

Result<Report> show(const Desk& desk, const std::string& typed) {
    const auto card_number = typed_card_number("CARD_NUMBER", typed);
    if (!card_number) return tl::unexpected{card_number.error()};
    auto authority = Authority::open(desk.settings.state_dir());
    if (!authority) return tl::unexpected{std::move(authority.error())};
    const bool full = desk.settings.flag(Key::show_personal_data);
    if (card_number->empty()) {
        const auto all = authority->list();
        if (!all) return tl::unexpected{all.error()};
        return report_on(*all, full);
    }
    const auto found = authority->find(*card_number);
    if (!found) return tl::unexpected{found.error()};
    if (!*found) return no_such_card();
    return report_on({**found}, full);
}

struct NewState {
    std::string card_number;
    std::string state;
    std::string scope = "social-security";
};

Result<Report> set_state(const Desk& desk, const NewState& wanted) {
    const auto card_number = typed_card_number("CARD_NUMBER", wanted.card_number);
    if (!card_number) return tl::unexpected{card_number.error()};
    auto authority = Authority::open(desk.settings.state_dir());
    if (!authority) return tl::unexpected{std::move(authority.error())};
    const auto scope =
        wanted.scope == "bank-account" ? activation::Scope::bank_account : activation::Scope::social_security;
    if (auto done = authority->set_state(*card_number, scope, wanted.state); !done)
        return tl::unexpected{std::move(done.error())};
    return show(desk, *card_number);
}

}  // namespace

void add_authority(Verb app, Chosen& chosen) {
    auto group = app.group("authority", msgid("The embedded authority, behind the backend local"));

    auto empty = std::make_shared<bool>(false);
    group
        .verb("init", msgid("Set it up; it knows the demo card at first"),
              "  sscard authority init\n"
              "  sscard authority init --empty\n",
              chosen, [empty](const Desk& desk) { return init(desk, *empty); })
        .flag("--empty", *empty, msgid("without the demo card"));

    auto file = std::make_shared<std::string>();
    group
        .verb("import", msgid("Take over people and cards from a CSV file"),
              "  sscard authority import cards.csv\n"
              "\n"
              "  id_number,name,card_number,identification_number,region,state,bank_state,\n"
              "  enrolment_kind,employed_on,registered_on,balance_fen\n",
              chosen, [file](const Desk& desk) { return import(desk, *file); })
        .operand("file FILE", *file, msgid("CSV with a header; the first four columns are needed"));

    auto card_number = std::make_shared<std::string>();
    group
        .verb("show", msgid("Show the cards that it knows, or one of them"),
              "  sscard authority show\n"
              "  sscard authority show D2143569X --json\n",
              chosen, [card_number](const Desk& desk) { return show(desk, *card_number); })
        .optional_operand("card_number CARD_NUMBER", *card_number, msgid("card number"));

    auto wanted = std::make_shared<NewState>();
    auto verb = group.verb("set-state", msgid("Set the state of one half of a card"),
                           "  sscard authority set-state D2143569X 2\n"
                           "  sscard authority set-state D2143569X 1 --scope bank-account\n",
                           chosen, [wanted](const Desk& desk) { return set_state(desk, *wanted); });
    verb.operand("card_number CARD_NUMBER", wanted->card_number, msgid("card number"));
    verb.operand("state STATE", wanted->state, msgid("social security 0 1 2 3 4 9, bank account 0 1 9"));
    verb.choice("--scope HALF", wanted->scope, msgid("which half: social-security or bank-account"),
                {"social-security", "bank-account"});
}

}  // namespace sscard::tool
