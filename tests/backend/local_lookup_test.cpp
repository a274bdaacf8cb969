#include "scene.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::registration;
using testing::request;
using testing::Scene;

namespace {

std::variant<CardState, Reason> lookup(const Scene& scene, const std::optional<Holder>& holder,
                                       const CardIdentity& card) {
    auto answer = scene.local->lookup(holder, card, scene.patience());
    REQUIRE(answer);
    return std::move(*answer);
}

std::string refusal(const Scene& scene, const std::optional<Holder>& holder, const CardIdentity& card) {
    const auto answer = lookup(scene, holder, card);
    const auto* reason = std::get_if<Reason>(&answer);
    return reason != nullptr ? reason->code : "";
}

}  // namespace

TEST_CASE("an enquiry tells both halves, enrolment and balance", "[backend][lookup]") {
    Scene scene;
    auto full = registration();
    full.person = {testing::id_number, "张三", "employee", "2026-10-01", std::nullopt, 123456};
    full.card.state = "4";
    full.card.bank_state = "9";
    scene.put(full);
    const auto answer = lookup(scene, request().holder, request().card);
    const auto* state = std::get_if<CardState>(&answer);
    REQUIRE(state != nullptr);
    CHECK(state->social_security.state == "4");
    CHECK(state->social_security.label == "临时挂失");
    CHECK(state->bank_account.state == "9");
    CHECK(state->bank_account.label == "已销户");
    CHECK(state->medical_account->balance_fen == 123456);
    CHECK(state->medical_account->as_of == rfc3339(testing::noon()));
    CHECK(state->enrolment->kind == "employee");
    CHECK(state->enrolment->employed_on == "2026-10-01");
    CHECK_FALSE(state->enrolment->registered_on);
}

TEST_CASE("an enquiry about somebody of whom little is known tells the halves", "[backend][lookup]") {
    Scene scene;
    const auto answer = lookup(scene, std::nullopt, request().card);
    const auto* state = std::get_if<CardState>(&answer);
    REQUIRE(state != nullptr);
    CHECK(state->social_security.label == "封存");
    CHECK_FALSE(state->medical_account);
    CHECK_FALSE(state->enrolment);
}

TEST_CASE("an enquiry about the wrong person or card is refused", "[backend][lookup]") {
    Scene scene;
    auto other = registration();
    other.person.id_number = testing::other_id_number;
    other.card.number = "D21435690";
    scene.put(other);
    const auto card = request().card;
    auto unknown = card;
    unknown.number = "A00000000";
    auto old = card;
    old.identification_number = "310000D15600000500000009FFFFFFFF";

    CHECK(refusal(scene, Holder{"110105198001010021", {}}, card) == "person_not_found");
    CHECK(refusal(scene, request().holder, unknown) == "card_not_found");
    CHECK(refusal(scene, std::nullopt, unknown) == "card_not_found");
    CHECK(refusal(scene, request().holder, old) == "superseded_card");
    CHECK(refusal(scene, std::nullopt, old) == "superseded_card");
    CHECK(refusal(scene, Holder{testing::other_id_number, {}}, card) == "holder_mismatch");
    CHECK(refusal(scene, Holder{testing::id_number, "李四"}, card) == "name_mismatch");
    CHECK(refusal(scene, Holder{testing::id_number, {}}, card).empty());
}

TEST_CASE("an enquiry changes nothing and leaves no trace of a request", "[backend][lookup]") {
    Scene scene;
    lookup(scene, request().holder, request().card);
    CHECK(scene.card().state == "0");
    CHECK_FALSE(scene.local->query(request().request_no, scene.patience()).value());
}
