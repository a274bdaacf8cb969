#include "scene.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::registration;
using testing::request;
using testing::Scene;

namespace {

Request bank(char number = '1') {
    auto asked = request(number);
    asked.scope = Scope::bank_account;
    return asked;
}

}  // namespace

TEST_CASE("a sealed card is activated, and the authority says so", "[backend][local]") {
    Scene scene;
    const auto decision = scene.activate(request());
    CHECK(decision.result == State::activated);
    CHECK(decision.social_security->state == "1");
    CHECK(decision.social_security->label == "正常");
    CHECK(decision.bank_account->state == "0");
    CHECK(decision.bank_account->label == "未激活");
    CHECK(decision.effective_at == rfc3339(testing::noon()));
    CHECK_FALSE(decision.receipt_no.value_or("").empty());
    CHECK(decision.message == "您的社会保障卡已激活");
    CHECK(decision.next == std::vector<std::string>{"bank_account_activation_in_person"});
    CHECK_FALSE(decision.reason);
    CHECK(scene.card().state == "1");
    CHECK(scene.card().bank_state == "0");
}

TEST_CASE("a card in use is already active and nothing changes", "[backend][local]") {
    Scene scene;
    const auto first = scene.activate(request('1'));
    auto asked = request('2');
    asked.expect = "0";  // what is active already needs no change that a surprise could forbid
    const auto second = scene.activate(asked);
    CHECK(second.result == State::already_active);
    CHECK(second.social_security->state == "1");
    CHECK_FALSE(second.effective_at);
    CHECK_FALSE(second.receipt_no);
    CHECK(first.receipt_no);
}

TEST_CASE("the bank half is activated apart", "[backend][local]") {
    Scene scene;
    const auto decision = scene.activate(bank('1'));
    CHECK(decision.result == State::activated);
    CHECK(decision.bank_account->state == "1");
    CHECK(decision.social_security->state == "0");
    CHECK(decision.next.empty());
    CHECK(scene.card().state == "0");
    CHECK(scene.card().bank_state == "1");
    CHECK(scene.activate(bank('2')).result == State::already_active);
    CHECK(scene.activate(request('3')).next.empty());
}

TEST_CASE("receipts are unique", "[backend][local]") {
    Scene scene;
    const auto first = scene.activate(request('1')).receipt_no;
    const auto second = scene.activate(bank('2')).receipt_no;
    CHECK(first != second);
}

TEST_CASE("a name that was not given is not compared", "[backend][local]") {
    Scene scene;
    auto asked = request();
    asked.holder.name = std::nullopt;
    CHECK(scene.activate(asked).result == State::activated);
}

TEST_CASE("people and cards that are not the ones in the books are refused, without a word of their state",
          "[backend][local]") {
    Scene scene;
    auto other = registration();
    other.person.id_number = testing::other_id_number;
    other.person.name = "李四";
    other.card.number = "D21435690";
    scene.put(other);

    auto asked = request();
    std::string code;
    SECTION("person") {
        asked.holder.id_number = "110105198001010021";
        asked.card.number = "A00000000";  // the person comes first
        code = "person_not_found";
    }
    SECTION("card") {
        asked.card.number = "A00000000";
        asked.card.identification_number = "310000D15600000500000009FFFFFFFF";
        code = "card_not_found";
    }
    SECTION("identification number") {
        asked.card.identification_number = "310000D15600000500000009FFFFFFFF";
        asked.holder = {testing::other_id_number, "李四"};  // the card comes before its holder
        code = "superseded_card";
    }
    SECTION("holder") {
        asked.holder = {testing::other_id_number, "王五"};  // the holder comes before the name
        code = "holder_mismatch";
    }
    SECTION("name") {
        asked.holder.name = "张三丰";
        code = "name_mismatch";
    }
    CHECK(scene.refusal(asked) == code);
    CHECK(scene.card().state == "0");
    const auto again = scene.activate(asked);
    CHECK_FALSE(again.social_security);
    CHECK_FALSE(again.reason->card_state);
}

TEST_CASE("who is not enrolled is refused, who did not say is not", "[backend][local]") {
    for (const auto& [kind, employed, registered, code] :
         std::vector<std::tuple<const char*, const char*, const char*, const char*>>{
             {"none", "", "", "not_enrolled"},
             {"none", "2024-09-01", "2024-09-15", "not_enrolled"},
             {"employee", "2024-09-01", "", "not_enrolled"},
             {"flexible", "2024-09-01", "", "not_enrolled"},
             {"employee", "2024-09-01", "2024-09-15", ""},
             {"employee", "", "", ""},
             {"", "2024-09-01", "", ""},
         }) {
        INFO(kind << ' ' << employed << ' ' << registered);
        Scene scene;
        auto person = registration();
        person.person.enrolment_kind = kind;
        if (*employed != '\0') person.person.employed_on = employed;
        if (*registered != '\0') person.person.registered_on = registered;
        scene.put(person);
        CHECK(scene.refusal(request()) == code);
    }
}

TEST_CASE("an expired card is refused from the day after its last", "[backend][local]") {
    Scene scene;
    auto asked = request('1');
    asked.card.expires_on = "2026-11-20";
    CHECK(scene.refusal(asked) == "card_expired");
    asked = request('2');
    asked.card.expires_on = iso_date(testing::noon());
    CHECK(scene.refusal(asked).empty());
}

TEST_CASE("each state of the social security half has its own answer", "[backend][local]") {
    for (const auto& [state, code] : {std::pair{"2", "card_lost"}, std::pair{"4", "card_lost"},
                                      std::pair{"3", "card_locked"}, std::pair{"9", "card_cancelled"}}) {
        Scene scene;
        REQUIRE(scene.authority.set_state(testing::card_number, Scope::social_security, state));
        const auto decision = scene.activate(request());
        CHECK(decision.reason->code == code);
        CHECK(decision.reason->card_state == state);
        CHECK(decision.social_security->state == state);
        CHECK(scene.card().state == state);
    }
}

TEST_CASE("a terminal that believed in another state gets a conflict instead of a change",
          "[backend][local]") {
    Scene scene;
    auto asked = request('1');
    asked.expect = "4";
    CHECK(scene.refusal(asked) == "state_conflict");
    CHECK(scene.card().state == "0");
    asked = request('2');
    asked.expect = "0";
    CHECK(scene.refusal(asked).empty());
}

TEST_CASE("the bank half is refused online and when it is closed", "[backend][local]") {
    Scene scene;
    auto online = bank('1');
    online.actor.channel = Channel::online;
    CHECK(scene.refusal(online) == "in_person_only");
    REQUIRE(scene.authority.set_state(testing::card_number, Scope::bank_account, "9"));
    CHECK(scene.refusal(bank('2')) == "state_conflict");
    CHECK(scene.card().bank_state == "9");
    auto social = request('3');
    social.actor.channel = Channel::online;
    CHECK(scene.refusal(social).empty());
}

TEST_CASE("the same request again gets the same answer, whatever happened meanwhile", "[backend][local]") {
    Scene scene;
    const auto first = scene.activate(request());
    REQUIRE(scene.authority.set_state(testing::card_number, Scope::social_security, "2"));
    const auto again = scene.activate(request());
    CHECK(again.result == State::activated);
    CHECK(again.receipt_no == first.receipt_no);
    CHECK(again.effective_at == first.effective_at);
    CHECK(scene.card().state == "2");
}

TEST_CASE("a refusal is answered the same again too", "[backend][local]") {
    Scene scene;
    REQUIRE(scene.authority.set_state(testing::card_number, Scope::social_security, "2"));
    CHECK(scene.refusal(request()) == "card_lost");
    REQUIRE(scene.authority.set_state(testing::card_number, Scope::social_security, "0"));
    CHECK(scene.refusal(request()) == "card_lost");
}

TEST_CASE("a request number with another content is refused and changes nothing", "[backend][local]") {
    Scene scene;
    scene.activate(request());
    CHECK(scene.refusal(bank()) == "key_reused");
    CHECK(scene.card().bank_state == "0");
    CHECK(scene.activate(request()).result == State::activated);
}

TEST_CASE("a lost answer is known by its request number, one that never came is not", "[backend][local]") {
    Scene scene;
    CHECK_FALSE(scene.local->query(request().request_no, scene.patience()).value());
    const auto decision = scene.activate(request());
    const auto known = scene.local->query(request().request_no, scene.patience()).value();
    REQUIRE(known);
    CHECK(known->result == State::activated);
    CHECK(known->receipt_no == decision.receipt_no);
    CHECK(known->message == decision.message);
}

TEST_CASE("what was called off is not begun", "[backend][local]") {
    Scene scene;
    const Patience none{std::chrono::seconds{-1}, scene.stop};
    CHECK(scene.local->activate(request(), none).error().fault == Fault::timeout);
    scene.stop = true;
    CHECK(scene.local->activate(request(), scene.patience()).error().fault == Fault::interrupted);
    CHECK(scene.local->query(request().request_no, scene.patience()).error().fault == Fault::interrupted);
    CHECK(scene.card().state == "0");
}
