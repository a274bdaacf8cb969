#include "authentication.hpp"

#include <algorithm>

#include "scene.hpp"

using namespace sscard;
using card::Algorithm;
using card::Block;
using testing::registration;
using testing::Scene;

namespace {

Block block(const std::string& hex) {
    const auto bytes = from_hex(hex).value();
    Block block{};
    std::copy_n(bytes.begin(), block.size(), block.begin());
    return block;
}

card::Challenges challenges(Algorithm algorithm = Algorithm::triple_des) {
    const card::Challenge challenge{block("1122334455667788"), block("99AABBCCDDEEFF00")};
    return {from_hex(testing::identification_number).value(), from_hex("0081544C968684310000000001").value(),
            algorithm, challenge, challenge};
}

card::Answers answer(const Scene& scene, const card::Challenges& asked) {
    auto* const authenticator = scene.local->card_authenticator(scene.patience()).value();
    REQUIRE(authenticator != nullptr);
    return authenticator->answer(asked, scene.patience()).value();
}

bool silent(const card::Answers& answers) {
    return !answers.internal_response && !answers.external_authentication;
}

}  // namespace

TEST_CASE("the embedded authority answers the challenges of a test card", "[backend][authentication]") {
    Scene scene;
    const auto [algorithm, internal, external] = GENERATE(table<Algorithm, std::string, std::string>({
        {Algorithm::triple_des, "49603D579A103E32", "507FC3EBADE95FEC"},  // worked out by hand
        {Algorithm::sm4, "27FB2FD333D7127B", "125D64D0408D03E0"},
    }));
    const auto answers = answer(scene, challenges(algorithm));
    CHECK(to_hex(answers.internal_response.value()) == internal);
    CHECK(to_hex(answers.external_authentication.value()) == external);
}

TEST_CASE("each of the two challenges gets its own answer", "[backend][authentication]") {
    Scene scene;
    const auto usual = answer(scene, challenges());
    auto asked = challenges();
    asked.internal.raw = block("0000000000000000");
    const auto other = answer(scene, asked);
    CHECK(other.internal_response != usual.internal_response);
    CHECK(other.external_authentication == usual.external_authentication);
}

TEST_CASE("nothing is answered for a card that the embedded authority does not know",
          "[backend][authentication]") {
    Scene scene;
    auto asked = challenges();
    asked.identification_number[11] ^= 1U;
    CHECK(silent(answer(scene, asked)));
}

TEST_CASE("nothing is answered for a card that is no test card, known or not", "[backend][authentication]") {
    Scene scene;
    auto finished = registration();
    finished.card.number = "A12345674";
    finished.card.identification_number = "310000D156000005000000017A3C5E90";
    scene.put(finished);
    auto asked = challenges();
    asked.identification_number = from_hex(finished.card.identification_number).value();
    CHECK(silent(answer(scene, asked)));
    asked.identification_number[15] = 0xFF;
    CHECK(silent(answer(scene, asked)));
}

TEST_CASE("nothing is answered where no key can be made", "[backend][authentication]") {
    Scene scene;
    CHECK(silent(answer(scene, challenges(Algorithm::ssf33))));
    auto asked = challenges();
    asked.historical_bytes.resize(7);
    CHECK(silent(answer(scene, asked)));
    asked = challenges();
    asked.identification_number.clear();
    CHECK(silent(answer(scene, asked)));
}

TEST_CASE("a card among others is found", "[backend][authentication]") {
    Scene scene;
    for (const char digit : {'2', '3', '4'}) {
        auto other = registration();
        other.card.number.back() = digit;
        other.card.identification_number[23] = digit;
        scene.put(other);
    }
    auto asked = challenges();
    asked.identification_number[11] = 0x03;
    CHECK_FALSE(silent(answer(scene, asked)));
    asked.identification_number[11] = 0x05;
    CHECK(silent(answer(scene, asked)));
}

TEST_CASE("a challenge is not answered without patience", "[backend][authentication]") {
    Scene scene;
    auto* const authenticator = scene.local->card_authenticator(scene.patience()).value();
    scene.stop = true;
    CHECK(authenticator->answer(challenges(), scene.patience()).error().fault == Fault::interrupted);
    scene.stop = false;
    CHECK(authenticator->answer(challenges(), {std::chrono::seconds{0}, scene.stop}).error().fault ==
          Fault::timeout);
}
