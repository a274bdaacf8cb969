#include "cards.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <sscard/backend/authority.hpp>
#include <sscard/virtual_card/engine.hpp>

namespace sscard::schedules {
namespace {

std::string text_of(const std::string& file) {
    std::ifstream stream{std::string{SSCARD_SOURCE_DIR} + "/tests/cards/" + file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

backend::Registration registration(const std::string& file) {
    const auto document = nlohmann::json::parse(text_of(file));
    const auto& holder = document.at("holder");
    const auto& issued = document.at("card");
    backend::Registration known;
    known.person.id_number = holder.at("id_number");
    known.person.name = holder.at("name");
    known.card.number = issued.at("number");
    known.card.identification_number = issued.at("identification_number");
    return known;
}

}  // namespace

pcsc_stand_in::Card card(const std::string& file) {
    auto described = virtual_card::CardFile::parse(text_of(file)).value();
    const auto engine = std::make_shared<virtual_card::Engine>(std::move(described));
    pcsc_stand_in::Card made;
    made.atr = engine->atr();
    made.protocols = engine->protocol() == apdu::Protocol::t0 ? SCARD_PROTOCOL_T0 : SCARD_PROTOCOL_T1;
    made.answer = [engine](ByteView command) { return engine->transmit(command).value(); };
    made.restart = [engine] { engine->reset(); };
    return made;
}

std::string card_number(const std::string& file) { return registration(file).card.number; }

void issue_all_cards(const std::filesystem::path& state_dir) {
    auto authority = backend::Authority::create_or_open(state_dir).value();
    for (const auto* file : card_files) (void)authority.add(registration(file)).value();
}

std::vector<std::string> active_cards(const std::filesystem::path& state_dir) {
    std::vector<std::string> active;
    const auto all = backend::Authority::open(state_dir).value().list().value();
    for (const auto& known : all) {
        if (known.card.state == "1") active.push_back(known.card.number);
    }
    return active;
}

}  // namespace sscard::schedules
