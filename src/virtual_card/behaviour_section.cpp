#include "behaviour_section.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace sscard::virtual_card {

namespace {

struct Switch {
    std::string_view key;
    bool Behaviour::*member;
};

constexpr std::array switches{
    Switch{"get_response", &Behaviour::get_response},     Switch{"read_by_tag", &Behaviour::read_by_tag},
    Switch{"read_by_number", &Behaviour::read_by_number}, Switch{"read_all", &Behaviour::read_all},
    Switch{"read_by_sfi", &Behaviour::read_by_sfi},
};

constexpr std::array<std::string_view, 2> le_zero_words{"6C", "data"};
constexpr std::array<std::string_view, 2> select_ef_words{"02", "00"};

constexpr std::array<std::string_view, 4> keys_of_a_fault{"at", "kind", "sw", "bytes"};
constexpr std::array<std::string_view, 4> fault_kinds{"card_removed", "mute", "status", "garbage"};

PlannedFault read_fault(const Node& node) {
    node.allow(keys_of_a_fault);
    PlannedFault fault;
    const auto at = node.find("at");
    const auto kind = node.find("kind");
    if (!at || !kind) {
        node.wrong(msgid("the card file is wrong: {0} needs \"at\" and \"kind\""));
        return fault;
    }
    fault.at = at->number();
    if (fault.at == 0) at->wrong(msgid("the card file is wrong: {0} counts commands from 1"));
    fault.kind = static_cast<FaultKind>(kind->choice(fault_kinds));

    const auto status = node.find("sw");
    const auto bytes = node.find("bytes");
    if (status.has_value() != (fault.kind == FaultKind::status) ||
        bytes.has_value() != (fault.kind == FaultKind::garbage)) {
        node.wrong(
            msgid("the card file is wrong: {0} needs \"sw\" with the kind status, \"bytes\" with "
                  "garbage, and neither with others"));
        return fault;
    }
    if (status) fault.answer = status->hex(2, 2);
    if (bytes) fault.answer = bytes->hex(0, 258);
    return fault;
}

}  // namespace

Behaviour read_behaviour(const Node& section) {
    section.allow(behaviour_keys());
    Behaviour behaviour;
    for (const auto& [key, member] : switches) {
        if (const auto node = section.find(key)) behaviour.*member = node->boolean();
    }
    if (const auto node = section.find("le_zero"))
        behaviour.le_zero = static_cast<LeZero>(node->choice(le_zero_words));
    if (const auto node = section.find("select_ef_p1")) {
        behaviour.select_ef_p1_02 = behaviour.select_ef_p1_00 = false;
        for (const auto& word : node->elements())
            (word.choice(select_ef_words) == 0 ? behaviour.select_ef_p1_02 : behaviour.select_ef_p1_00) =
                true;
    }
    if (const auto node = section.find("fci")) behaviour.fci = node->hex(0, 255);
    if (const auto node = section.find("challenge_seed")) behaviour.challenge_seed = node->number();
    return behaviour;
}

std::vector<PlannedFault> read_faults(const Node& section) {
    std::vector<PlannedFault> faults;
    std::set<std::uint64_t> taken;
    for (const auto& node : section.elements()) {
        faults.push_back(read_fault(node));
        if (!taken.insert(faults.back().at).second)
            node.wrong(msgid("the card file is wrong: {0} is the second fault at the same command"));
    }
    return faults;
}

std::vector<std::string_view> behaviour_keys() {
    std::vector<std::string_view> keys{"le_zero", "select_ef_p1", "fci", "challenge_seed"};
    std::transform(switches.begin(), switches.end(), std::back_inserter(keys),
                   [](const Switch& entry) { return entry.key; });
    return keys;
}

std::vector<std::string_view> fault_keys() { return {keys_of_a_fault.begin(), keys_of_a_fault.end()}; }

}  // namespace sscard::virtual_card
