#include <nlohmann/json.hpp>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/reason_codes.hpp>
#include <sscard/activation/words.hpp>

#include "catch.hpp"
#include "examples.hpp"

using namespace sscard;
using namespace sscard::activation;
using nlohmann::json;
using testing::request_no;

namespace {

template <class T>
std::string wrong_member(const Result<T>& outcome) {
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == Fault::backend_malformed);
    return outcome.error().words.empty() ? "" : outcome.error().words.front();
}

/// The document without the member, or with another value for it.
std::string changed(std::string_view document, const char* pointer, const json& value) {
    auto parsed = json::parse(document);
    parsed[json::json_pointer(pointer)] = value;
    return parsed.dump();
}

}  // namespace

TEST_CASE("a request comes back from JSON as it was", "[activation][codec]") {
    for (const auto& request : {testing::small_request(), testing::full_request()})
        CHECK(request_from_json(to_json(request)).value() == request);
}

TEST_CASE("a full request has the members and words of the interface", "[activation][codec]") {
    const auto written = json::parse(to_json(testing::full_request()));
    const auto expected = json::parse(R"({
      "request_no": "01920000-0000-7000-8000-000000000001", "scope": "bank_account",
      "holder": {"id_number": "11010519491231002X", "name": "张三"},
      "card": {"number": "D2143569X", "identification_number": "310000D15600000500000001FFFFFFFF",
               "region": "310000", "spec_version": "3.00", "historical_bytes": "0081544C968684310000000000",
               "issued_on": "2020-06-01", "expires_on": "2030-06-01"},
      "expect": "0", "evidence": {"source": "chip", "read_at": "2026-11-22T10:00:00+08:00"},
      "service": "inpatient",
      "agent": {"name": "李四", "id_number": "110105198001010013", "relation": "entrusted", "phone": "13800000000"},
      "actor": {"channel": "hospital", "institution": "institution", "outlet": "outlet", "operator": "operator",
                "terminal": "terminal"}})");
    CHECK(written == expected);
}

TEST_CASE("what a request does not have is null where the interface allows it, else left out",
          "[activation][codec]") {
    const auto written = json::parse(to_json(testing::small_request()));
    CHECK(written["card"]["region"].is_null());
    CHECK(written["agent"].is_null());
    CHECK(written["service"].is_null());
    CHECK(written["actor"] == json{{"channel", "outlet"}});
}

TEST_CASE("text that is no UTF-8 does not keep a request from being written", "[activation][codec]") {
    auto request = testing::small_request();
    request.holder.name = "\xFF";
    CHECK(request_from_json(to_json(request)).value().holder.name == "\xEF\xBF\xBD");
}

TEST_CASE("a request with a missing, mistyped or unknown member names the member", "[activation][codec]") {
    const auto good = to_json(testing::full_request());
    for (const auto& [pointer, value, member] : std::vector<std::tuple<const char*, json, std::string>>{
             {"/request_no", nullptr, "request_no"},
             {"/request_no", 7, "request_no"},
             {"/scope", "both", "scope"},
             {"/holder", nullptr, "holder"},
             {"/holder", "x", "holder"},
             {"/holder/id_number", nullptr, "holder.id_number"},
             {"/holder/name", 1, "holder.name"},
             {"/card/number", json::array(), "card.number"},
             {"/card/identification_number", nullptr, "card.identification_number"},
             {"/card/expires_on", 2030, "card.expires_on"},
             {"/evidence", nullptr, "evidence"},
             {"/evidence/source", "rumour", "evidence.source"},
             {"/service", "dentist", "service"},
             {"/agent", 5, "agent"},
             {"/agent/relation", "friend", "agent.relation"},
             {"/actor", nullptr, "actor"},
             {"/actor/channel", true, "actor.channel"},
         }) {
        INFO(pointer);
        CHECK(wrong_member(request_from_json(changed(good, pointer, value))) == member);
    }
}

TEST_CASE("what is no JSON object is malformed, and its text is not in the error", "[activation][codec]") {
    for (const auto* text :
         {"", "{", "[]", "null", "\"x\"", "{\"a\":\"\xFF\"}", "<html>11010519491231002X</html>"}) {
        const auto outcome = decision_from_json(text, request_no);
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().fault == Fault::backend_malformed);
        CHECK(outcome.error().words.empty());
    }
}

TEST_CASE("a decision comes back from JSON as it was", "[activation][codec]") {
    const auto activated = decision_from_json(to_json(testing::activated(), request_no), request_no).value();
    CHECK(activated.result == State::activated);
    CHECK(activated.social_security->state == "1");
    CHECK(activated.social_security->label == "正常");
    CHECK(activated.bank_account->label == "未激活");
    CHECK(activated.effective_at == "2026-11-22T10:00:00+08:00");
    CHECK(activated.receipt_no == "R1");
    CHECK(activated.message == "您的社会保障卡已激活");
    CHECK(activated.next == std::vector<std::string>{"bank_account_activation_in_person"});
    CHECK_FALSE(activated.reason);

    const auto refused = decision_from_json(to_json(testing::refused(), request_no), request_no).value();
    CHECK(refused.result == State::refused);
    CHECK(refused.reason->code == "card_lost");
    CHECK(refused.reason->message == "挂失");
    CHECK(refused.reason->backend_text == "该卡已挂失");
    CHECK(refused.reason->card_state == "2");
    CHECK_FALSE(refused.social_security);
}

TEST_CASE("the least answer, and one with members that nobody knows, are understood", "[activation][codec]") {
    const auto least = decision_from_json(
        R"({"request_no":"01920000-0000-7000-8000-000000000001","result":"pending","later":{"x":1}})",
        request_no);
    REQUIRE(least);
    CHECK(least->result == State::pending);
    CHECK(least->next.empty());
}

TEST_CASE("an answer that makes no sense names the member", "[activation][codec]") {
    const auto good = to_json(testing::refused(), request_no);
    for (const auto& [pointer, value, member] : std::vector<std::tuple<const char*, json, std::string>>{
             {"/request_no", "01920000-0000-7000-8000-000000000002", "request_no"},
             {"/request_no", nullptr, "request_no"},
             {"/result", nullptr, "result"},
             {"/result", "done", "result"},
             {"/result", "unknown", "result"},
             {"/result", "intended", "result"},
             {"/result", 1, "result"},
             {"/social_security", "1", "social_security"},
             {"/social_security", json{{"state", 1}}, "social_security.state"},
             {"/effective_at", 0, "effective_at"},
             {"/message", json::object(), "message"},
             {"/next", "x", "next"},
             {"/next", json::array({1}), "next"},
             {"/reason", "no", "reason"},
             {"/reason/code", "because", "reason.code"},
             {"/reason/code", nullptr, "reason.code"},
             {"/reason/status", nullptr, "reason.status"},
             {"/reason/status", "409", "reason.status"},
         }) {
        INFO(pointer << ' ' << value);
        CHECK(wrong_member(decision_from_json(changed(good, pointer, value), request_no)) == member);
    }
}

TEST_CASE("the journal keeps every state, the authority may say four", "[activation][codec]") {
    for (const auto state :
         {State::intended, State::sent, State::activated, State::already_active, State::pending,
          State::refused, State::unknown, State::not_sent, State::invalid}) {
        Decision decision;
        decision.result = state;
        const auto text = to_json(decision, request_no);
        CHECK(kept_decision_from_json(text, request_no).value().result == state);
        const bool authority = state == State::activated || state == State::already_active ||
                               state == State::pending || state == State::refused;
        CHECK(decision_from_json(text, request_no).has_value() == authority);
    }
}

TEST_CASE("a card state comes back from JSON as it was", "[activation][codec]") {
    CardState state{{"4", "临时挂失"},
                    {"9", "已销户"},
                    MedicalAccount{-123456789012, "2026-11-22T10:00:00+08:00"},
                    Enrolment{"employee", "2024-09-01", std::nullopt, "2024-10-01", 3}};
    const auto again = card_state_from_json(to_json(state)).value();
    CHECK(again.social_security.state == "4");
    CHECK(again.bank_account.label == "已销户");
    CHECK(again.medical_account->balance_fen == -123456789012);
    CHECK(again.medical_account->as_of == "2026-11-22T10:00:00+08:00");
    CHECK(again.enrolment->kind == "employee");
    CHECK(again.enrolment->employed_on == "2024-09-01");
    CHECK_FALSE(again.enrolment->registered_on);
    CHECK(again.enrolment->due_on == "2024-10-01");
    CHECK(again.enrolment->days_late == 3);

    const auto bare = card_state_from_json("{}").value();
    CHECK(bare.social_security.state.empty());
    CHECK_FALSE(bare.medical_account);
    CHECK_FALSE(bare.enrolment);
}

TEST_CASE("a card state that makes no sense names the member", "[activation][codec]") {
    for (const auto& [text, member] : std::vector<std::pair<const char*, std::string>>{
             {R"({"social_security":[]})", "social_security"},
             {R"({"bank_account":{"state":0}})", "bank_account.state"},
             {R"({"medical_account":{"balance_fen":1.5}})", "medical_account.balance_fen"},
             {R"({"medical_account":{"balance_fen":18446744073709551615}})", "medical_account.balance_fen"},
             {R"({"enrolment":{}})", "enrolment.kind"},
             {R"({"enrolment":{"kind":"king"}})", "enrolment.kind"},
             {R"({"enrolment":{"kind":"flexible","days_late":9999999999}})", "enrolment.days_late"},
         }) {
        INFO(text);
        CHECK(wrong_member(card_state_from_json(text)) == member);
    }
}

TEST_CASE("a problem is read whether it has a detail or a title", "[activation][codec]") {
    const auto detail =
        reason_from_json(R"({"status":409,"code":"card_lost","title":"t","detail":"d","card_state":"2"})")
            .value();
    CHECK(detail.message == "d");
    CHECK(detail.card_state == "2");
    CHECK(reason_from_json(R"({"status":409,"code":"card_lost","title":"t"})").value().message == "t");
    CHECK(wrong_member(reason_from_json(R"({"status":409,"code":"teapot"})")) == "code");
    CHECK(json::parse(to_json(detail))["status"] == 409);
}

TEST_CASE("a body of a lookup has a holder only when one was given", "[activation][codec]") {
    const auto request = testing::small_request();
    const auto with = json::parse(lookup_to_json(request.holder, request.card));
    CHECK(with["holder"]["id_number"] == testing::id_number);
    CHECK(with["card"]["number"] == testing::card_number);
    CHECK_FALSE(json::parse(lookup_to_json(std::nullopt, request.card)).contains("holder"));
}

TEST_CASE("every code of the interface is known with its meaning", "[activation][codec]") {
    CHECK(reason_code("card_lost")->meaning == Meaning::refusal);
    CHECK(reason_code("unauthorised")->meaning == Meaning::not_accepted);
    CHECK(reason_code("rate_limited")->meaning == Meaning::trouble);
    CHECK(reason_code("teapot") == nullptr);
}
