#include <deque>
#include <functional>
#include <sscard/activation/procedure.hpp>

#include "catch.hpp"
#include "examples.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

Request asked() {
    auto request = testing::full_request();
    request.scope = Scope::social_security;
    return request;
}

/// Answers what it was told to, in this order; a call that is not the next one, or one too many, or one that
/// never came, is a complaint.
class ScriptedBackend final : public Backend {
public:
    using Known = std::optional<Decision>;

    ScriptedBackend& on_activate(Result<Decision> answer) {
        steps_.push_back({"activate", std::move(answer), Known{}});
        return *this;
    }
    ScriptedBackend& on_query(Result<Known> answer) {
        steps_.push_back({"query", Decision{}, std::move(answer)});
        return *this;
    }
    Request expected = asked();
    /// Runs before each answer to an activation.
    std::function<void()> before_answer = [] {};

    Result<std::variant<CardState, Reason>> lookup(const std::optional<Holder>& /*holder*/,
                                                   const CardIdentity& /*card*/,
                                                   const Patience& /*patience*/) override {
        take("lookup");
        return fail(Fault::internal, "lookup");
    }

    Result<Decision> activate(const Request& request, const Patience& /*patience*/) override {
        CHECK(request == expected);
        before_answer();
        return take("activate").decision;
    }

    Result<Known> query(const std::string& number, const Patience& patience) override {
        CHECK(number == testing::request_no);
        CHECK_FALSE(patience.expired());
        return take("query").known;
    }

    ~ScriptedBackend() override { CHECK(steps_.empty()); }

private:
    struct Step {
        std::string call;
        Result<Decision> decision;
        Result<Known> known;
    };

    Step take(const std::string& call) {
        if (steps_.empty() || steps_.front().call != call) {
            FAIL_CHECK("unexpected " << call);
            return {call, fail(Fault::internal, call), fail(Fault::internal, call)};
        }
        auto step = std::move(steps_.front());
        steps_.pop_front();
        return step;
    }

    std::deque<Step> steps_;
};

struct Scene {
    TemporaryDirectory place;
    std::unique_ptr<Journal> journal = Journal::open(place.path()).value();
    StopFlag stop = false;
    ScriptedBackend backend;

    Result<Decision> carry_out(std::chrono::seconds budget = std::chrono::seconds{60}) {
        return activation::carry_out(asked(), "local", backend, *journal, Patience{budget, stop});
    }

    std::vector<State> states() const {
        std::vector<State> all;
        const auto record = journal->find(testing::request_no).value();
        if (record)
            for (const auto& entry : record->entries) all.push_back(entry.state);
        return all;
    }
};

using States = std::vector<State>;

tl::unexpected<Error> unknown() { return fail(Fault::unknown_outcome, "send"); }
tl::unexpected<Error> elsewhere() { return fail(Fault::backend_malformed, "send", 302); }

Decision of(State state) {
    if (state == State::refused) return testing::refused();
    Decision decision;
    decision.result = state;
    return decision;
}

/// A journal that takes the intent and then no more.
class FullJournal final : public Journal {
public:
    Result<void> intend(const Request&, const std::string&) override { return {}; }
    Result<void> decide(const std::string&, State, const Decision&) override {
        return fail(Fault::journal, "write the journal", 13);
    }
    Result<std::vector<JournalRecord>> list(const JournalFilter&) const override { return {}; }
    Result<std::optional<JournalRecord>> find(const std::string&) const override { return std::nullopt; }
    Result<bool> take_up_card(const std::string&, Scope) override { return true; }
    void put_down_card(const std::string&, Scope) noexcept override {}
    Result<bool> take_up(const std::string&) override { return true; }
    void put_down(const std::string&) noexcept override {}
    Result<void> each(const JournalFilter&,
                      const std::function<Result<void>(const JournalRecord&)>&) const override {
        return {};
    }
    Result<Pruning> prunable(const std::string&) const override { return Pruning{}; }
    Result<Pruning> prune(const std::string&) override { return Pruning{}; }
    Result<JournalCheck> verify() const override { return JournalCheck{}; }
};

}  // namespace

TEST_CASE("every decision of the authority is returned and written down", "[activation][procedure]") {
    for (const auto state : {State::activated, State::already_active, State::pending, State::refused}) {
        Scene scene;
        scene.backend.on_activate(of(state));
        CHECK(scene.carry_out().value().result == state);
        CHECK(scene.states() == States{State::intended, state});
    }
}

TEST_CASE("the intent is in the journal before the backend hears of the request", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(testing::activated());
    States seen;
    scene.backend.before_answer = [&] {
        const auto records = Journal::open_existing(scene.place.path()).value()->list({}).value();
        for (const auto& record : records) seen.push_back(record.state());
    };
    REQUIRE(scene.carry_out());
    CHECK(seen == States{State::intended});
}

TEST_CASE("a request that cannot be written down is not sent", "[activation][procedure]") {
    Scene scene;
    REQUIRE(scene.journal->intend(asked(), "local"));
    CHECK(scene.carry_out().error().fault == Fault::journal);  // the number is taken
}

TEST_CASE("what was called off before it began is neither sent nor written down", "[activation][procedure]") {
    Scene scene;
    CHECK(scene.carry_out(std::chrono::seconds{-1}).error().fault == Fault::timeout);
    scene.stop = true;
    CHECK(scene.carry_out().error().fault == Fault::interrupted);
    CHECK(scene.states().empty());
}

TEST_CASE("faults that promise that nothing was applied are returned, and the request is not sent",
          "[activation][procedure]") {
    for (const auto fault :
         {Fault::backend_unreachable, Fault::backend_auth, Fault::timeout, Fault::interrupted}) {
        Scene scene;
        scene.backend.on_activate(fail(fault, "send", 7));
        const auto outcome = scene.carry_out();
        CHECK(outcome.error().fault == fault);
        CHECK(outcome.error().detail == 7);
        CHECK(scene.states() == States{State::intended, State::not_sent});
    }
}

TEST_CASE("any other fault leaves the outcome open: the backend is asked, nothing is sent again",
          "[activation][procedure]") {
    for (const auto fault :
         {Fault::unknown_outcome, Fault::backend_malformed, Fault::internal, Fault::config}) {
        Scene scene;
        scene.backend.on_activate(fail(fault, "send")).on_query(testing::activated());
        CHECK(scene.carry_out().value().receipt_no == "R1");
        CHECK(scene.states() == States{State::intended, State::activated});
    }
}

TEST_CASE("an answer with a result that no authority gives is asked about", "[activation][procedure]") {
    for (const auto state : {State::unknown, State::intended, State::sent, State::not_sent, State::invalid}) {
        Scene scene;
        scene.backend.on_activate(of(state)).on_query(of(state));
        CHECK(scene.carry_out().value().result == State::unknown);
        CHECK(scene.states() == States{State::intended, State::unknown});
    }
}

TEST_CASE("what stays unknown after the question is written down as unknown", "[activation][procedure]") {
    for (const auto fault : {Fault::backend_unreachable, Fault::backend_malformed, Fault::unknown_outcome,
                             Fault::backend_auth, Fault::timeout, Fault::interrupted}) {
        Scene scene;
        scene.backend.on_activate(unknown()).on_query(fail(fault, "ask"));
        CHECK(scene.carry_out().value().result == State::unknown);
        CHECK(scene.states() == States{State::intended, State::unknown});
    }
}

TEST_CASE("who is sent elsewhere with request and question hears that, and the outcome stays open",
          "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(elsewhere()).on_query(elsewhere());
    CHECK(scene.carry_out().error().fault == Fault::backend_malformed);
    CHECK(scene.states() == States{State::intended, State::unknown});
}

TEST_CASE("who is sent elsewhere with the request alone believes the answer to the question",
          "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(elsewhere());
    SECTION("known") {
        scene.backend.on_query(testing::activated());
        CHECK(scene.carry_out().value().result == State::activated);
    }
    SECTION("not known, twice") {
        scene.backend.on_query(std::nullopt).on_activate(elsewhere()).on_query(std::nullopt);
        CHECK(scene.carry_out().error().fault == Fault::backend_malformed);
        CHECK(scene.states() == States{State::intended, State::not_sent});
    }
    SECTION("nonsense") {
        scene.backend.on_query(fail(Fault::backend_malformed, "ask"));
        CHECK(scene.carry_out().value().result == State::unknown);
    }
}

TEST_CASE("a lost request whose question is sent elsewhere is unknown", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(unknown()).on_query(elsewhere());
    CHECK(scene.carry_out().value().result == State::unknown);
    CHECK(scene.states() == States{State::intended, State::unknown});
}

TEST_CASE("a request that never arrived is sent once more under the same number", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(unknown()).on_query(std::nullopt).on_activate(testing::activated());
    CHECK(scene.carry_out().value().result == State::activated);
    CHECK(scene.states() == States{State::intended, State::activated});
}

TEST_CASE("a request that never arrives twice is not sent a third time", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(unknown()).on_query(std::nullopt).on_activate(unknown()).on_query(std::nullopt);
    CHECK(scene.carry_out().error().fault == Fault::backend_unreachable);
    CHECK(scene.states() == States{State::intended, State::not_sent});
}

TEST_CASE("the second try may fail for good, or be asked about too", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(unknown()).on_query(std::nullopt);
    SECTION("refused to the terminal") {
        scene.backend.on_activate(fail(Fault::backend_auth, "send"));
        CHECK(scene.carry_out().error().fault == Fault::backend_auth);
        CHECK(scene.states() == States{State::intended, State::not_sent});
    }
    SECTION("lost, but known") {
        scene.backend.on_activate(unknown()).on_query(testing::refused());
        CHECK(scene.carry_out().value().result == State::refused);
    }
    SECTION("lost, and nobody knows") {
        scene.backend.on_activate(unknown()).on_query(fail(Fault::backend_unreachable, "ask"));
        CHECK(scene.carry_out().value().result == State::unknown);
    }
}

TEST_CASE("a request that never arrived is not sent again after Ctrl-C", "[activation][procedure]") {
    Scene scene;
    scene.backend.before_answer = [&] { scene.stop = true; };
    scene.backend.on_activate(unknown()).on_query(std::nullopt);
    CHECK(scene.carry_out().error().fault == Fault::backend_unreachable);
    CHECK(scene.states() == States{State::intended, State::not_sent});
}

TEST_CASE("an answer that used up the patience leaves time for the question", "[activation][procedure]") {
    Scene scene;
    scene.backend.on_activate(unknown()).on_query(testing::activated());
    const Patience short_one{std::chrono::milliseconds{200}, scene.stop};
    scene.backend.before_answer = [&] {
        while (!short_one.expired()) {
        }
    };
    const auto outcome = activation::carry_out(asked(), "local", scene.backend, *scene.journal, short_one);
    CHECK(outcome.value().result == State::activated);
}

TEST_CASE("an outcome that cannot be written down says so and names the request", "[activation][procedure]") {
    for (const bool done : {true, false}) {
        Scene scene;
        FullJournal full;
        if (done)
            scene.backend.on_activate(testing::activated());
        else
            scene.backend.on_activate(fail(Fault::backend_unreachable, "send"));
        const auto outcome = activation::carry_out(asked(), "local", scene.backend, full,
                                                   Patience{std::chrono::seconds{60}, scene.stop});
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().fault == Fault::journal);
        CHECK(outcome.error().detail == 13);
        CHECK(outcome.error().sentence ==
              std::string{"what became of the request {0} could not be written down in the journal"});
        CHECK(outcome.error().words == std::vector<std::string>{testing::request_no});
    }
}

TEST_CASE("a decision that contradicts itself is none: it is asked about", "[activation][procedure]") {
    auto contradiction = testing::activated();
    contradiction.social_security->state = "2";
    Scene scene;
    scene.backend.on_activate(contradiction).on_query(contradiction);
    CHECK(scene.carry_out().value().result == State::unknown);
    CHECK(scene.states() == States{State::intended, State::unknown});
}

namespace {

/// A journal with one request in this state, and who asks about it.
struct OpenScene : Scene {
    explicit OpenScene(State state) {
        REQUIRE(journal->intend(asked(), "local"));
        if (state != State::intended) REQUIRE(journal->decide(testing::request_no, state, of(state)));
        journal = Journal::open(place.path()).value();  // whoever intended it is gone
    }

    Result<Decision> settle(IfLost if_lost, TimePoint now = system_now()) {
        return activation::settle(testing::request_no, if_lost, backend, *journal,
                                  Patience{std::chrono::seconds{60}, stop}, now);
    }

    Result<Outcome> carry_out_once(const Request& request, const std::string& backend_name = "local",
                                   TimePoint now = system_now()) {
        return activation::carry_out_once(request, backend_name, backend, *journal,
                                          Patience{std::chrono::seconds{60}, stop}, now);
    }
};

/// The same card, put in once more a day later.
Request again() {
    auto request = asked();
    request.request_no = "01920000-0000-7000-8000-000000000002";
    request.evidence.read_at = "2026-11-23T10:00:00+08:00";
    request.expect.reset();
    return request;
}

}  // namespace

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

TEST_CASE("a refusal without a reason to refuse is none: it is asked about", "[activation][procedure]") {
    auto refusal = testing::refused();
    SECTION("none") { refusal.reason.reset(); }
    SECTION("trouble") { refusal.reason->code = "unavailable"; }
    SECTION("terminal") { refusal.reason->code = "unauthorised"; }
    Scene scene;
    scene.backend.on_activate(refusal).on_query(refusal);
    CHECK(scene.carry_out().value().result == State::unknown);
}
