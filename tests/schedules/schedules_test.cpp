#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cards.hpp"
#include "catch.hpp"
#include "process.hpp"
#include "schedule.hpp"

using namespace sscard;
using namespace sscard::schedules;
using nlohmann::json;

namespace {

/// The exit codes that a card, a reader or a service that fails may end in, whatever the failure was.
const std::set<int> of_the_slot{0, 10, 12, 13, 14, 15, 16, 17, 18};

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

/// The exit codes that the log gives a reason for.
std::set<int> explained_by(const std::string& log) {
    constexpr std::string_view arrow = "-> ";
    std::set<int> codes = of_the_slot;
    for (auto at = log.find(arrow); at != std::string::npos; at = log.find(arrow, at + 1))
        codes.insert(std::stoi(log.substr(at + arrow.size())));
    return codes;
}

bool asks_for(const std::vector<std::string>& arguments, const std::string& word) {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

std::string without_reader_number(std::string text) {
    for (auto at = text.find("Reader 01"); at != std::string::npos; at = text.find("Reader 01", at))
        text[at + 8] = '0';
    return text;
}

/// What the same command prints of each card when nothing goes wrong.
const std::set<std::string>& whole_readings(const std::vector<std::string>& arguments) {
    static std::map<std::vector<std::string>, std::set<std::string>> known;
    auto& readings = known[arguments];
    if (!readings.empty()) return readings;
    for (const auto* file : card_files) {
        const auto ended = run(Place{}, arguments, [file](pcsc_stand_in::World& world, const Log&) {
            world.readers.push_back({"Reader 00 00", card(file)});
        });
        REQUIRE(ended.exit == 0);
        readings.insert(ended.out);
    }
    return readings;
}

/// The second Ctrl-C does not wait, not for a word either.
bool ended_at_once(const Ended& ended) {
    const auto first = ended.log.find("Ctrl-C");
    return ended.exit == 130 && ended.out.empty() && first != std::string::npos &&
           ended.log.find("Ctrl-C", first + 1) != std::string::npos;
}

/// A failure that is printed is nothing but a failure.
void check_failure(const Ended& ended, bool as_json) {
    if (as_json) {
        const auto document = json::parse(ended.out, nullptr, false);
        CHECK(document.is_object());
        if (!document.is_object()) return;
        CHECK(document.value("schema", "") == "sscard.error/1");
        CHECK(document.value(json::json_pointer{"/error/exit"}, -1) == ended.exit);
    } else {
        CHECK(ended.out.empty());
        CHECK(ended.err.find("sscard: ") != std::string::npos);
    }
}

/// Every line is a whole reading or a failure, and the exit code is one of these failures'.
void check_each_reader(const Ended& ended) {
    std::istringstream lines{ended.out};
    std::set<int> failures;
    for (std::string line; std::getline(lines, line);) {
        const auto document = json::parse(line, nullptr, false);
        REQUIRE(document.is_object());
        if (document.value("schema", "") == "sscard.error/1") {
            failures.insert(document.value(json::json_pointer{"/error/exit"}, -1));
        } else {
            CHECK(whole_readings({"read", "--json"}).count(without_reader_number(line + "\n")) == 1);
        }
    }
    CHECK(failures.count(ended.exit) == (ended.exit == 0 ? 0U : 1U));
    if (ended.exit == 0) CHECK(failures.empty());
}

/// The authority has exactly what was said.
void check_activation(const Ended& ended, const Place& place) {
    const auto active = active_cards(place.state_dir());
    CHECK(active.size() == (ended.exit == 0 ? 1U : 0U));
    if (ended.exit != 0 || active.empty()) return;
    const bool as_json = ended.out.starts_with("{");
    if (as_json) CHECK(json::parse(ended.out).value("result", "") == "activated");
    if (!as_json) CHECK(ended.out.find(active.front()) != std::string::npos);
}

void check(const Schedule& schedule, const Ended& ended, const Place& place) {
    const auto& arguments = schedule.arguments();
    CHECK_FALSE(ended.signal.has_value());
    CHECK(explained_by(ended.log).count(ended.exit) == 1);
    if (ended.log.empty()) CHECK(ended.exit == 0);
    CHECK(ended.complaint.empty());
    const bool each_reader = asks_for(arguments, "--each-reader");
    if (each_reader && !ended_at_once(ended)) check_each_reader(ended);
    if (!each_reader && ended.exit != 0 && !ended_at_once(ended))
        check_failure(ended, asks_for(arguments, "--json"));
    if (asks_for(arguments, "activate")) {
        check_activation(ended, place);
    } else {
        CHECK(active_cards(place.state_dir()).empty());
    }
    if (asks_for(arguments, "read") && !each_reader && ended.exit == 0)
        CHECK(whole_readings(arguments).count(without_reader_number(ended.out)) == 1);
}

}  // namespace

TEST_CASE("whatever fails, and whenever, it ends as documented and says nothing that is not so",
          "[schedules]") {
    const auto first = number_in("SSCARD_FIRST_SEED", 1);
    const auto count = number_in("SSCARD_SCHEDULES", 60);
    std::map<int, std::size_t> ends;
    for (auto seed = first; seed < first + count; ++seed) {
        Schedule schedule{seed};
        const Place place;
        const auto ended = run(
            place, schedule.arguments(),
            [&schedule](pcsc_stand_in::World& world, const Log& log) { schedule.play(world, log); },
            schedule.may_hang() ? Audit::no : Audit::yes);
        ++ends[ended.exit];
        std::ostringstream story;
        story << "SSCARD_FIRST_SEED=" << seed << " SSCARD_SCHEDULES=1\nsscard";
        for (const auto& argument : schedule.arguments()) story << ' ' << argument;
        story << '\n' << ended.log << "exit " << ended.exit << '\n' << ended.out << ended.err;
        INFO(story.str());
        check(schedule, ended, place);
    }
    std::cout << count << " schedules from seed " << first << " ended in";
    for (const auto& [code, times] : ends) std::cout << "  " << code << ": " << times;
    std::cout << '\n';
}
