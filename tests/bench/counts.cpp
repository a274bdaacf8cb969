#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <sscard/apdu/atr.hpp>
#include <sscard/card/reading.hpp>
#include <sscard/virtual_card/engine.hpp>
#include <sscard/virtual_card/wire.hpp>

#include "baselines.hpp"

/// What a reading costs on the contacts of a willing T=0 card. The counts do not depend on the machine: each
/// has to be the one in the table below.
namespace sscard::bench {
namespace {

using card::Field;
using virtual_card::WireCost;
using virtual_card::WireSpeed;

/// The card of this file, with the FCI that cards in use were seen to give.
virtual_card::CardFile sample(const std::string& name) {
    std::ifstream in{std::string{SSCARD_SOURCE_DIR} + "/tests/cards/" + name + ".json"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    auto file = virtual_card::CardFile::parse(text).value();
    file.master.dedicated.at(0).fci =
        from_hex("6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103").value();
    return file;
}

std::vector<card::Item> all(const card::File& file, bool first_generation) {
    std::vector<card::Item> items{file.items.begin(), file.items.end()};
    if (first_generation) std::erase_if(items, [](const card::Item& item) { return item.since_2_0; });
    return items;
}

Plan everything(bool first_generation) {
    return {all(card::issuer_file(), first_generation), all(card::holder_file(), first_generation)};
}

Plan number_alone() { return {{*card::find_item(card::issuer_file(), 0x07)}, {}}; }

struct Job {
    const char* name;
    const char* card;
    Plan plan;
    card::FieldSet fields;
    WireCost promised[3];  // in the order of the methods
};

const Job jobs[] = {
    {"2.0, every field",
     "adult-2.00",
     everything(false),
     card::all_fields(),
     {{32, 446}, {17, 310}, {3, 194}}},
    {"1.0, every field",
     "adult-1.00",
     everything(true),
     card::all_fields(),
     {{30, 409}, {16, 280}, {3, 172}}},
    {"2.0, card.number",
     "adult-2.00",
     number_alone(),
     *card::fields_named("card.number"),
     {{5, 97}, {3, 52}, {2, 42}}},
};

void by_baseline(apdu::Transport& card, const Job& job, Manner manner) {
    Baseline{card, manner}.read(job.plan);
}

struct Method {
    const char* name;
    std::function<void(apdu::Transport&, const Job&)> read;
};

const Method methods[] = {
    {"each length asked first", [](auto& card, auto& job) { by_baseline(card, job, Manner::asks_lengths); }},
    {"record by record", [](auto& card, auto& job) { by_baseline(card, job, Manner::exact_lengths); }},
    {"sscard", [](auto& card, auto& job) { card::read_card(card, job.fields, "2026-01-01").value(); }},
};

WireCost cost_of(const Job& job, const Method& method) {
    virtual_card::Engine card{sample(job.card)};
    virtual_card::Metered metered{card};
    method.read(metered, job);
    return metered.cost();
}

double milliseconds(const WireCost& cost, std::uint8_t ta1) {
    WireSpeed speed;
    speed.clocks_per_etu = apdu::clocks_per_etu(ta1).value();
    return cost.milliseconds(speed);
}

int run() {
    fmt::print(
        "On the contacts: a willing T=0 card, milliseconds of the wire alone, by the speed in TA1\n\n");
    fmt::print("{:18} {:24} {:>9} {:>6} {:>10} {:>10} {:>10}\n", "card, fields", "method", "exchanges",
               "bytes", "9600 baud", "TA1 13", "TA1 96");
    int wrong = 0;
    for (const auto& job : jobs) {
        for (std::size_t i = 0; i < std::size(methods); ++i) {
            const auto cost = cost_of(job, methods[i]);
            const auto& promised = job.promised[i];
            const bool kept = cost == promised;
            fmt::print(
                "{:18} {:24} {:9} {:6} {:10.1f} {:10.1f} {:10.1f}{}\n", i == 0 ? job.name : "",
                methods[i].name, cost.exchanges, cost.bytes, milliseconds(cost, 0x11),
                milliseconds(cost, 0x13), milliseconds(cost, 0x96),
                kept ? "" : fmt::format("  WRONG: {} and {} are right", promised.exchanges, promised.bytes));
            if (!kept) wrong = 1;
        }
    }
    return wrong;
}

}  // namespace
}  // namespace sscard::bench

int main() { return sscard::bench::run(); }
