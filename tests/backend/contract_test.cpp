#include <csignal>
#include <fstream>
#include <sscard/backend/command.hpp>
#include <sscard/backend/http.hpp>

#include "program.hpp"
#include "scene.hpp"

/// What every backend promises, whatever its kind: the same authority behind each of them.
using namespace sscard;
using namespace sscard::activation;
using testing::registration;
using testing::request;

namespace {

using Cards = std::vector<backend::Registration>;

constexpr auto source = SSCARD_SOURCE_DIR;

std::string csv_of(const Cards& cards) {
    std::string text = "id_number,name,card_number,identification_number,state,bank_state\n";
    for (const auto& [person, card] : cards) {
        text += person.id_number + ",\"";
        for (const char letter : person.name) text += letter == '"' ? "\"\"" : std::string(1, letter);
        text += "\"," + card.number + "," + card.identification_number + "," + card.state + "," +
                card.bank_state + "\n";
    }
    return text;
}

/// An authority of one kind with its cards, and the backend that asks it.
struct Stand {
    testing::TemporaryDirectory place;
    StopFlag stop = false;
    std::unique_ptr<backend::Program> server;
    std::unique_ptr<Backend> backend;

    Stand(const std::string& kind, const Cards& cards) {
        std::signal(SIGPIPE, SIG_IGN);
        if (kind == "local") {
            auto authority = backend::Authority::create_or_open(place.path()).value();
            for (const auto& card : cards) REQUIRE(authority.add(card));
            backend = backend::open_local(place.path()).value();
            return;
        }
        std::ofstream{place.path() / "cards.csv"} << csv_of(cards);
        const auto script = source + std::string{kind == "http" ? "/tests/support/http_authority.py"
                                                                : "/docs/examples/adapter.py"};
        const std::vector<std::string> words{"python3", "-B", script, "books.db", "cards.csv"};
        if (kind == "command") {
            backend = backend::open_command({words, place.path()}).value();
            return;
        }
        server = backend::Program::start(words, place.path()).value();
        backend::HttpService service;
        service.url = "http://127.0.0.1:" + server->read(patience()).value();
        backend = backend::open_http(service).value();
    }

    Patience patience() const { return {std::chrono::seconds{60}, stop}; }

    Decision activate(const Request& asked) const {
        auto decision = backend->activate(asked, patience());
        REQUIRE(decision);
        return *std::move(decision);
    }

    /// The refusal's code; empty when it was none.
    std::string refusal(const Request& asked) const {
        const auto decision = activate(asked);
        if (decision.result != State::refused) return "";
        REQUIRE(decision.reason);
        CHECK_FALSE(decision.reason->backend_text.value_or("").empty());
        return decision.reason->code;
    }

    std::variant<CardState, Reason> lookup(const Request& asked) const {
        auto answer = backend->lookup(asked.holder, asked.card, patience());
        REQUIRE(answer);
        return *std::move(answer);
    }

    /// Both halves: "00".
    std::string states(const Request& asked = request()) const {
        const auto state = std::get<CardState>(lookup(asked));
        return state.social_security.state + state.bank_account.state;
    }
};

std::string any_kind() { return GENERATE(as<std::string>{}, "local", "http", "command"); }

Cards two_people() {
    auto other = registration();
    other.person = {testing::other_id_number, "李四", "", {}, {}, {}};
    other.card.number = "D21435690";
    other.card.identification_number = "310000D15600000500000002FFFFFFFF";
    return {registration(), other};
}

Request request_for(const backend::Registration& registered, char number) {
    auto asked = request(number);
    asked.holder = {registered.person.id_number, registered.person.name};
    asked.card.number = registered.card.number;
    asked.card.identification_number = registered.card.identification_number;
    return asked;
}

}  // namespace

TEST_CASE("every backend tells both halves of a card, or that there is none", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    const auto known = std::get<CardState>(stand.lookup(request()));
    CHECK(known.social_security.state == "0");
    CHECK(known.social_security.label == "封存");
    CHECK(known.bank_account.state == "0");
    CHECK(std::holds_alternative<CardState>(
        stand.backend->lookup(std::nullopt, request().card, stand.patience()).value()));
    auto asked = request();
    asked.card.number = "A00000000";
    CHECK(std::get<Reason>(stand.lookup(asked)).code == "card_not_found");
}

TEST_CASE("every backend activates once, and answers a request number the same again",
          "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    const auto first = stand.activate(request('1'));
    CHECK(first.result == State::activated);
    CHECK(first.social_security->state == "1");
    CHECK_FALSE(first.receipt_no.value_or("").empty());
    const auto again = stand.activate(request('1'));
    CHECK(again.result == State::activated);
    CHECK(again.receipt_no == first.receipt_no);
    CHECK(again.effective_at == first.effective_at);
    CHECK(stand.activate(request('2')).result == State::already_active);
    CHECK(stand.states() == "10");
}

TEST_CASE("every backend gives the authority's reason for a no, and again the same", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    auto cards = two_people();
    cards[0].card.state = "2";
    const Stand stand{kind, cards};
    CHECK(stand.refusal(request()) == "card_lost");
    CHECK(stand.refusal(request()) == "card_lost");
    CHECK(stand.activate(request()).reason->card_state == "2");
    const auto known = stand.backend->query(request().request_no, stand.patience()).value();
    REQUIRE(known);
    CHECK(known->result == State::refused);
    CHECK(known->reason->code == "card_lost");
    CHECK(stand.states() == "20");

    auto other = request_for(cards[1], '2');
    other.expect = "4";  // what the terminal believes
    CHECK(stand.refusal(other) == "state_conflict");
    CHECK(stand.states(other) == "00");
}

TEST_CASE("no backend lets a request number stand for two requests", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    stand.activate(request());
    auto other = request();
    other.scope = Scope::bank_account;
    CHECK(stand.refusal(other) == "key_reused");
    CHECK(stand.states() == "10");
}

TEST_CASE("every backend knows what became of a request, and which never arrived", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    CHECK_FALSE(stand.backend->query(request().request_no, stand.patience()).value());
    const auto decision = stand.activate(request());
    const auto known = stand.backend->query(request().request_no, stand.patience()).value();
    REQUIRE(known);
    CHECK(known->result == State::activated);
    CHECK(known->receipt_no == decision.receipt_no);
    CHECK_FALSE(stand.backend->query(request('2').request_no, stand.patience()).value());
}

TEST_CASE("no backend activates the card of somebody else", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, two_people()};
    auto asked = request('1');
    asked.holder = {testing::other_id_number, "李四"};
    CHECK(stand.refusal(asked) == "holder_mismatch");
    asked = request('2');
    asked.holder.id_number = "110105198001010021";
    CHECK(stand.refusal(asked) == "person_not_found");
    asked = request('3');
    asked.holder.name = "张三丰";
    CHECK(stand.refusal(asked) == "name_mismatch");
    asked = request('4');
    asked.card.identification_number = "310000D15600000500000002FFFFFFFF";
    CHECK(stand.refusal(asked) == "superseded_card");
    CHECK(stand.states() == "00");
}

TEST_CASE("every backend activates the bank half apart, in person", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    auto bank = request('1');
    bank.scope = Scope::bank_account;
    bank.actor.channel = Channel::online;
    CHECK(stand.refusal(bank) == "in_person_only");
    bank.request_no = request('2').request_no;
    bank.actor.channel = Channel::outlet;
    CHECK(stand.activate(bank).bank_account->state == "1");
    CHECK(stand.states() == "01");
    CHECK(stand.activate(request('3')).result == State::activated);
    CHECK(stand.states() == "11");
}

TEST_CASE("no backend sends what was called off before", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    Stand stand{kind, {registration()}};
    const Patience none{std::chrono::seconds{-1}, stand.stop};
    const auto late = stand.backend->activate(request(), none);
    REQUIRE_FALSE(late);
    CHECK((late.error().fault == Fault::timeout || late.error().fault == Fault::backend_unreachable));
    stand.stop = true;
    const auto patience = stand.patience();
    CHECK(stand.backend->activate(request(), patience).error().fault == Fault::interrupted);
    CHECK(stand.backend->query(request().request_no, patience).error().fault == Fault::interrupted);
    CHECK(stand.backend->lookup({}, request().card, patience).error().fault == Fault::interrupted);
    stand.stop = false;
    CHECK_FALSE(stand.backend->query(request().request_no, stand.patience()).value());
    CHECK(stand.states() == "00");
}

TEST_CASE("odd names reach every backend as they are", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const std::string name = "买买提·\"阿\\卜,𠮷'\xC2\x85\xE2\x80\xA8{}%s";
    auto card = registration();
    card.person.name = name;
    const Stand stand{kind, {card}};
    auto asked = request('1');
    CHECK(stand.refusal(asked) == "name_mismatch");
    asked = request('2');
    asked.holder.name = name;
    asked.agent = Agent{"\t\"𠀀\"\n", testing::other_id_number, Relation::relative, "1\n2"};
    CHECK(stand.activate(asked).result == State::activated);
    CHECK(stand.activate(asked).result == State::activated);
}

TEST_CASE("no backend without an issuer's keys answers the challenges of its cards", "[backend][contract]") {
    const auto kind = any_kind();
    CAPTURE(kind);
    const Stand stand{kind, {registration()}};
    const auto authenticator = stand.backend->card_authenticator(stand.patience());
    REQUIRE(authenticator);
    CHECK((*authenticator == nullptr) == (kind != "local"));
}
