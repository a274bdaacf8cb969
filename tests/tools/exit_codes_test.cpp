#include "exit_codes.hpp"

#include <fstream>
#include <map>
#include <set>

#include "catch.hpp"

using namespace sscard;
using tool::exit_code;
using tool::exit_codes;

namespace {

/// Every row of the table in docs/exit-codes.md: number and name.
std::map<int, std::string> documented() {
    std::ifstream file{SSCARD_SOURCE_DIR "/docs/exit-codes.md"};
    std::map<int, std::string> rows;
    for (std::string line; std::getline(file, line);) {
        const auto tick = line.find('`');
        if (line.size() < 3 || line[0] != '|' || line[2] < '1' || line[2] > '9' || tick == std::string::npos)
            continue;
        rows[std::stoi(line.substr(2))] = line.substr(tick + 1, line.find('`', tick + 1) - tick - 1);
    }
    return rows;
}

}  // namespace

TEST_CASE("every fault has an exit code of its own", "[tool][exit_codes]") {
    for (auto number = 0; number <= static_cast<int>(Fault::interrupted); ++number) {
        CAPTURE(number);
        const auto fault = static_cast<Fault>(number);
        CHECK(exit_code(fault).fault == fault);
    }
    CHECK(exit_codes().size() == static_cast<std::size_t>(Fault::interrupted) + 1);
}

TEST_CASE("no exit code and no name stands for two faults", "[tool][exit_codes]") {
    std::set<int> numbers;
    std::set<std::string_view> names;
    for (const auto& entry : exit_codes()) {
        CAPTURE(entry.code);
        CHECK(numbers.insert(entry.exit).second);
        CHECK(names.insert(entry.code).second);
        CHECK(entry.exit > 0);
        CHECK(entry.exit <= 130);  // what a shell makes of signals is above
    }
}

TEST_CASE("every fault has a cause and a cure", "[tool][exit_codes]") {
    for (const auto& entry : exit_codes()) {
        CAPTURE(entry.code);
        REQUIRE(entry.sentence != nullptr);
        REQUIRE(entry.cure != nullptr);
        const std::string_view sentence{entry.sentence};
        const std::string_view cure{entry.cure};
        CHECK_FALSE(sentence.empty());
        CHECK_FALSE(sentence.ends_with('.'));  // it is put there where both are printed
        CHECK_FALSE(cure.empty());
    }
}

TEST_CASE("the manual has the same numbers and names", "[tool][exit_codes]") {
    const auto rows = documented();
    for (const auto& entry : exit_codes()) {
        CAPTURE(entry.exit);
        REQUIRE(rows.count(entry.exit) == 1);
        CHECK(rows.at(entry.exit) == entry.code);
    }
}

TEST_CASE("the numbers that scripts rely on", "[tool][exit_codes]") {
    CHECK(exit_code(Fault::usage).exit == 2);
    CHECK(exit_code(Fault::config).exit == 3);
    CHECK(exit_code(Fault::service_down).exit == 10);
    CHECK(exit_code(Fault::no_card).exit == 14);
    CHECK(exit_code(Fault::not_social_security_card).exit == 20);
    CHECK(exit_code(Fault::identity_mismatch).exit == 23);
    CHECK(exit_code(Fault::backend_unreachable).exit == 30);
    CHECK(exit_code(Fault::refused).exit == 31);
    CHECK(exit_code(Fault::unknown_outcome).exit == 32);
    CHECK(exit_code(Fault::pending).exit == 33);
    CHECK(exit_code(Fault::input).exit == 40);
    CHECK(exit_code(Fault::journal).exit == 50);
    CHECK(exit_code(Fault::interrupted).exit == 130);
}
