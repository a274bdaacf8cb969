#include "procedure_scene.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::asked;
using testing::elsewhere;
using testing::of;
using testing::Scene;
using testing::States;
using testing::unknown;

namespace {

/// A journal that takes the intent and then no more.
class FullJournal final : public Journal {
public:
    Result<void> intend_all(std::span<const Intent>) override { return {}; }
    Result<void> decide_all(std::span<const Decided>) override {
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

TEST_CASE("a refusal without a reason to refuse is none: it is asked about", "[activation][procedure]") {
    auto refusal = testing::refused();
    SECTION("none") { refusal.reason.reset(); }
    SECTION("trouble") { refusal.reason->code = "unavailable"; }
    SECTION("terminal") { refusal.reason->code = "unauthorised"; }
    Scene scene;
    scene.backend.on_activate(refusal).on_query(refusal);
    CHECK(scene.carry_out().value().result == State::unknown);
}
