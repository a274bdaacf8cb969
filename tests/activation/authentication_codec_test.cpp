#include <sscard/activation/codec.hpp>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::activation;

TEST_CASE("the challenges of a card are hex", "[activation][codec]") {
    card::Challenges challenges;
    challenges.identification_number = Bytes(16, 0x31);
    challenges.historical_bytes = {0x00, 0x81};
    challenges.algorithm =
        GENERATE(card::Algorithm::triple_des, card::Algorithm::ssf33, card::Algorithm::sm4);
    challenges.internal = {{1, 2, 3, 4, 5, 6, 7, 8}, {9}};
    challenges.external = {{0xA0}, {0xB0}};
    const auto json = to_json(challenges);
    const auto* const word = challenges.algorithm == card::Algorithm::triple_des ? "3des"
                             : challenges.algorithm == card::Algorithm::ssf33    ? "ssf33"
                                                                                 : "sm4";
    for (const auto& member :
         {std::string{"\"algorithm\":\""} + word + "\"", std::string{"\"historical_bytes\":\"0081\""},
          std::string{"\"internal\":{\"factor\":\"0102030405060708\",\"raw\":\"0900000000000000\"}"},
          std::string{"\"external\":{\"factor\":\"A000000000000000\",\"raw\":\"B000000000000000\"}"}}) {
        CAPTURE(json, member);
        CHECK(json.find(member) != std::string::npos);
    }
}

TEST_CASE("answers may be missing, and are eight bytes where they are not", "[activation][codec]") {
    const auto both = answers_from_json(
        R"({"internal_response":"0102030405060708","external_authentication":"1112131415161718"})");
    REQUIRE(both);
    CHECK(both->internal_response == card::Block{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(both->external_authentication == card::Block{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18});
    const auto none = answers_from_json(R"({"internal_response":null})");
    REQUIRE(none);
    CHECK_FALSE(none->internal_response);
    CHECK_FALSE(none->external_authentication);
    for (const auto* wrong : {R"({"internal_response":"01"})", R"({"internal_response":"xx02030405060708"})",
                              R"({"internal_response":1})", "[]", ""}) {
        CAPTURE(wrong);
        const auto answers = answers_from_json(wrong);
        REQUIRE_FALSE(answers);
        CHECK(answers.error().fault == Fault::backend_malformed);
    }
}

TEST_CASE("what a backend can do has to be said", "[activation][codec]") {
    CHECK_FALSE(capabilities_from_json("{}")->card_authentication);
    const auto all =
        capabilities_from_json(R"({"card_authentication":true,"time":"2026-11-22T10:00:00+08:00"})");
    REQUIRE(all);
    CHECK(all->card_authentication);
    CHECK(all->time == "2026-11-22T10:00:00+08:00");
    CHECK_FALSE(capabilities_from_json(R"({"card_authentication":"yes"})"));
    CHECK_FALSE(all->max_in_flight);
    CHECK(capabilities_from_json(R"({"max_in_flight":1})")->max_in_flight == 1);
    for (const auto* wrong : {R"({"max_in_flight":0})", R"({"max_in_flight":-1})", R"({"max_in_flight":1.5})",
                              R"({"max_in_flight":"4"})"}) {
        CAPTURE(wrong);
        CHECK_FALSE(capabilities_from_json(wrong));
    }
}
