#include "procedure_scene.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::again;
using testing::asked;
using testing::of;
using testing::OpenScene;
using testing::Scene;
using testing::States;

TEST_CASE("the authority's word on an open request is written down", "[activation][settle]") {
    for (const auto was : {State::intended, State::unknown, State::pending}) {
        OpenScene scene{was};
        scene.backend.on_query(testing::activated());
        CHECK(scene.settle(IfLost::write_down).value().receipt_no == "R1");
        CHECK(scene.states().back() == State::activated);
    }
}

TEST_CASE("what is no news is not written down again", "[activation][settle]") {
    OpenScene scene{State::pending};
    scene.backend.on_query(of(State::pending));
    CHECK(scene.settle(IfLost::write_down).value().result == State::pending);
    CHECK(scene.states() == States{State::intended, State::pending});
}

TEST_CASE("a request that never arrived was not sent", "[activation][settle]") {
    for (const auto was : {State::intended, State::unknown}) {
        OpenScene scene{was};
        scene.backend.on_query(std::nullopt);
        CHECK(scene.settle(IfLost::write_down).value().result == State::not_sent);
        CHECK(scene.states().back() == State::not_sent);
    }
}

TEST_CASE("a request that never arrived may be sent again, as it stands in the journal",
          "[activation][settle]") {
    OpenScene scene{State::unknown};
    scene.backend.on_query(std::nullopt).on_activate(testing::activated());
    CHECK(scene.settle(IfLost::send_again).value().result == State::activated);
    CHECK(scene.states() == States{State::intended, State::unknown, State::activated});
}

TEST_CASE("without a word of the authority the journal stays as it is", "[activation][settle]") {
    for (const auto fault :
         {Fault::backend_unreachable, Fault::backend_auth, Fault::backend_malformed, Fault::interrupted}) {
        OpenScene scene{State::unknown};
        scene.backend.on_query(fail(fault, "ask"));
        CHECK(scene.settle(IfLost::write_down).error().fault == fault);
        CHECK(scene.states() == States{State::intended, State::unknown});
    }
}

TEST_CASE("an authority that forgets what it had accepted is not believed", "[activation][settle]") {
    OpenScene scene{State::pending};
    scene.backend.on_query(std::nullopt);
    CHECK(scene.settle(IfLost::send_again).error().fault == Fault::backend_malformed);
    CHECK(scene.states() == States{State::intended, State::pending});
}

TEST_CASE("after the time for which numbers are kept, not knowing proves nothing", "[activation][settle]") {
    OpenScene scene{State::unknown};
    scene.backend.on_query(std::nullopt);
    const auto later = system_now() + std::chrono::days{31};
    CHECK(scene.settle(IfLost::send_again, later).error().fault == Fault::unknown_outcome);
    CHECK(scene.states() == States{State::intended, State::unknown});
}

TEST_CASE("a request that another process is at is left to it", "[activation][settle]") {
    OpenScene scene{State::unknown};
    const auto other = Journal::open(scene.place.path()).value();
    REQUIRE(other->take_up(testing::request_no).value());
    CHECK(scene.settle(IfLost::write_down).value().result == State::sent);
    other->put_down(testing::request_no);
    scene.backend.on_query(testing::activated());
    CHECK(scene.settle(IfLost::write_down).value().result == State::activated);
}

TEST_CASE("what became final meanwhile is not asked about", "[activation][settle]") {
    OpenScene scene{State::refused};
    CHECK(scene.settle(IfLost::send_again).value().result == State::refused);
    CHECK(scene.states() == States{State::intended, State::refused});
}

TEST_CASE("what an earlier request brought about is the outcome, and nothing is sent", "[activation][once]") {
    for (const auto state : {State::activated, State::already_active, State::pending}) {
        OpenScene scene{State::unknown};
        scene.backend.on_query(of(state));
        const auto outcome = scene.carry_out_once(again()).value();
        CHECK(outcome.earlier);
        CHECK(outcome.request_no == testing::request_no);
        CHECK(outcome.decision.result == state);
        CHECK(scene.journal->list({})->size() == 1);
    }
}

TEST_CASE("an earlier request that never arrived is sent under its own number", "[activation][once]") {
    OpenScene scene{State::intended};
    scene.backend.on_query(std::nullopt).on_activate(testing::activated());
    CHECK(scene.carry_out_once(again())->request_no == testing::request_no);
    CHECK(scene.states() == States{State::intended, State::activated});
}

TEST_CASE("an earlier request is given up when it asked for something else or was refused",
          "[activation][once]") {
    OpenScene scene{State::intended};
    auto request = again();
    SECTION("something else") {
        request.agent.reset();
        scene.backend.on_query(std::nullopt);
    }
    SECTION("refused") { scene.backend.on_query(testing::refused()); }
    scene.backend.expected = request;
    scene.backend.on_activate(testing::activated());
    const auto outcome = scene.carry_out_once(request).value();
    CHECK_FALSE(outcome.earlier);
    CHECK(outcome.request_no == request.request_no);
    CHECK_FALSE(is_open(scene.states().back()));
}

TEST_CASE("while the authority has no word on an earlier request nothing more is sent",
          "[activation][once]") {
    OpenScene scene{State::unknown};
    scene.backend.on_query(fail(Fault::backend_unreachable, "ask"));
    CHECK(scene.carry_out_once(again()).error().fault == Fault::backend_unreachable);
    CHECK(scene.journal->list({})->size() == 1);
}

TEST_CASE("what is open for the other half, another card or another authority is not asked about",
          "[activation][once]") {
    OpenScene scene{State::unknown};
    auto request = again();
    std::string backend = "local";
    SECTION("half") { request.scope = Scope::bank_account; }
    SECTION("card") { request.card.number = "A12345674"; }
    SECTION("authority") { backend = "province"; }
    scene.backend.expected = request;
    scene.backend.on_activate(testing::refused());
    CHECK(scene.carry_out_once(request, backend)->decision.result == State::refused);
}

TEST_CASE("what an earlier request brought about for another person or chip is not this one's outcome",
          "[activation][once]") {
    OpenScene scene{State::unknown};
    auto request = again();
    SECTION("person") { request.holder.id_number = "110105198001010013"; }
    SECTION("chip") { request.card.identification_number.back() = '0'; }
    scene.backend.expected = request;
    scene.backend.on_query(testing::activated()).on_activate(testing::refused());
    const auto outcome = scene.carry_out_once(request).value();
    CHECK(outcome.decision.result == State::refused);
    CHECK_FALSE(outcome.earlier);
    CHECK(scene.states().back() == State::activated);
}

TEST_CASE("a card that another process is at is waited for, and nothing is sent when that takes too long",
          "[activation][once]") {
    Scene scene;
    const auto other = Journal::open(scene.place.path()).value();
    REQUIRE(other->take_up_card(testing::card_number, Scope::social_security).value());
    CHECK(other->take_up_card(testing::card_number, Scope::bank_account).value());
    const auto outcome = carry_out_once(asked(), "local", scene.backend, *scene.journal,
                                        Patience{std::chrono::milliseconds{50}, scene.stop});
    CHECK(outcome.error().fault == Fault::timeout);
    CHECK(scene.states().empty());
    other->put_down_card(testing::card_number, Scope::social_security);
    scene.backend.on_activate(testing::activated());
    CHECK(carry_out_once(asked(), "local", scene.backend, *scene.journal,
                         Patience{std::chrono::seconds{60}, scene.stop})
              ->decision.result == State::activated);
}

TEST_CASE("an earlier request that nobody answers about stays the outcome, and nothing more is sent",
          "[activation][once]") {
    for (const auto was : {State::unknown, State::pending}) {
        OpenScene scene{was};
        scene.backend.on_query(fail(Fault::unknown_outcome, "ask"));
        const auto outcome = scene.carry_out_once(again()).value();
        CHECK(outcome.earlier);
        CHECK(outcome.decision.result == was);
        CHECK(scene.journal->list({})->size() == 1);
    }
}

TEST_CASE("an earlier request that is too old to be asked about does not stand in the way",
          "[activation][once]") {
    OpenScene scene{State::unknown};
    scene.backend.expected = again();
    scene.backend.on_activate(of(State::already_active));
    const auto later = system_now() + std::chrono::days{31};
    CHECK(scene.carry_out_once(again(), "local", later)->decision.result == State::already_active);
}
