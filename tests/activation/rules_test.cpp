#include <sscard/activation/rules.hpp>

#include "catch.hpp"
#include "examples.hpp"

using namespace sscard::activation;
namespace testing = sscard::testing;

namespace {

constexpr auto child = "110105201011220016";  // born 2010-11-22
constexpr auto grown_up = "110105198001010013";

std::string code(const Request& request, const std::string& today = "2026-11-22") {
    const auto reason = forbidden(request, today);
    if (!reason) return "";
    CHECK_FALSE(reason->message.empty());
    return reason->code;
}

Request child_with(std::optional<Agent> agent) {
    auto request = testing::small_request();
    request.holder.id_number = child;
    request.agent = std::move(agent);
    return request;
}

}  // namespace

TEST_CASE("an ordinary request is not forbidden", "[activation][rules]") {
    CHECK(code(testing::small_request()).empty());
    CHECK(code(testing::full_request()).empty());
}

TEST_CASE("a card is good on the last day of its validity and not on the next", "[activation][rules]") {
    auto request = testing::small_request();
    request.card.expires_on = "2026-11-22";
    CHECK(code(request).empty());
    CHECK(code(request, "2026-11-23") == "card_expired");
}

TEST_CASE("who is under 16 needs a guardian until the day before the 16th birthday", "[activation][rules]") {
    CHECK(code(child_with(std::nullopt), "2026-11-21") == "minor_needs_guardian");
    CHECK(code(child_with(std::nullopt), "2026-11-22").empty());
}

TEST_CASE("born on a 29th of February, one is 16 on the 29th of February", "[activation][rules]") {
    auto request = testing::small_request();
    request.holder.id_number = "110105201202290012";
    CHECK(code(request, "2028-02-28") == "minor_needs_guardian");
    CHECK(code(request, "2028-02-29").empty());
}

TEST_CASE("only another person who is a guardian will do for a minor", "[activation][rules]") {
    const auto today = "2026-01-01";
    CHECK(code(child_with(Agent{"李四", grown_up, Relation::guardian, {}}), today).empty());
    CHECK(code(child_with(Agent{"李四", grown_up, Relation::relative, {}}), today) == "minor_needs_guardian");
    CHECK(code(child_with(Agent{"李四", grown_up, Relation::entrusted, {}}), today) ==
          "minor_needs_guardian");
    CHECK(code(child_with(Agent{"张三", child, Relation::guardian, {}}), today) == "minor_needs_guardian");
}

TEST_CASE("a number that is no citizen's says nothing of the holder's age", "[activation][rules]") {
    auto request = testing::small_request();
    request.holder.id_number = "FRA202011220000001";
    CHECK(code(request).empty());
}

TEST_CASE("the chip says the age of who has no citizen's number", "[activation][rules]") {
    auto request = testing::small_request();
    request.holder.id_number = "J12345678901234567";
    request.holder.birth_date = "2015-06-01";
    CHECK(code(request) == "minor_needs_guardian");
    request.holder.birth_date = "1980-06-01";
    CHECK(code(request).empty());
}

TEST_CASE("where number and chip say different ages the younger counts", "[activation][rules]") {
    auto request = testing::small_request();
    request.holder.id_number = grown_up;
    request.holder.birth_date = "2015-06-01";
    CHECK(code(request) == "minor_needs_guardian");
}

TEST_CASE("a guardian is of age", "[activation][rules]") {
    const auto with = [](const char* number, const char* today) {
        return code(child_with(Agent{"李四", number, Relation::guardian, {}}), today);
    };
    constexpr auto young = "110105200805010019";  // 18 on 1 May 2026
    CHECK(with(young, "2026-04-30") == "minor_needs_guardian");
    CHECK(with(young, "2026-05-01").empty());
}

TEST_CASE("an adult's agent must be another person", "[activation][rules]") {
    auto request = testing::small_request();
    request.agent = Agent{"张三", testing::id_number, Relation::relative, {}};
    CHECK(code(request) == "agent_not_allowed");
    request.agent->id_number = grown_up;
    CHECK(code(request).empty());
}

TEST_CASE("the bank half cannot be activated online", "[activation][rules]") {
    auto request = testing::small_request();
    request.actor.channel = Channel::online;
    CHECK(code(request).empty());
    request.scope = Scope::bank_account;
    CHECK(code(request) == "in_person_only");
    request.actor.channel = Channel::outlet;
    CHECK(code(request).empty());
}

namespace {

/// The code of what stands against it; empty: nothing does; "?": the state is not believed.
std::string objection(Scope scope, const std::string& state) {
    CardState card{{"1", "正常"}, {"1", "已激活"}, {}, {}};
    (scope == Scope::bank_account ? card.bank_account : card.social_security).state = state;
    const auto reason = not_activatable(card, scope);
    if (!reason) CHECK(reason.error().fault == sscard::Fault::backend_malformed);
    return !reason ? "?" : *reason ? (*reason)->code : "";
}

}  // namespace

TEST_CASE("a sealed half may be activated, an active one may be asked for again", "[activation][rules]") {
    for (const auto scope : {Scope::social_security, Scope::bank_account}) {
        CHECK(objection(scope, "0").empty());
        CHECK(objection(scope, "1").empty());
    }
}

TEST_CASE("a half in another state must not be activated", "[activation][rules]") {
    CHECK(objection(Scope::social_security, "2") == "card_lost");
    CHECK(objection(Scope::social_security, "3") == "card_locked");
    CHECK(objection(Scope::social_security, "4") == "card_lost");
    CHECK(objection(Scope::social_security, "9") == "card_cancelled");
    CHECK(objection(Scope::bank_account, "9") == "state_conflict");
}

TEST_CASE("an unknown state and none at all are not believed", "[activation][rules]") {
    for (const auto* state : {"", "5", "00", "active"}) {
        CHECK(objection(Scope::social_security, state) == "?");
        CHECK(objection(Scope::bank_account, state) == "?");
    }
    CHECK(objection(Scope::bank_account, "2") == "?");
}
