#pragma once

#include <deque>
#include <functional>
#include <sscard/activation/procedure.hpp>

#include "catch.hpp"
#include "examples.hpp"
#include "temporary_directory.hpp"

/// A journal, and an authority that says what it was told to.
namespace sscard::testing {

using namespace activation;

inline Request asked() {
    auto request = full_request();
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
        CHECK(number == request_no);
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
        const auto record = journal->find(request_no).value();
        if (record)
            for (const auto& entry : record->entries) all.push_back(entry.state);
        return all;
    }
};

using States = std::vector<State>;

inline tl::unexpected<Error> unknown() { return fail(Fault::unknown_outcome, "send"); }
inline tl::unexpected<Error> elsewhere() { return fail(Fault::backend_malformed, "send", 302); }

inline Decision of(State state) {
    if (state == State::refused) return refused();
    Decision decision;
    decision.result = state;
    return decision;
}

/// A journal with one request in this state, and who asks about it.
struct OpenScene : Scene {
    explicit OpenScene(State state) {
        REQUIRE(journal->intend(asked(), "local"));
        if (state != State::intended) REQUIRE(journal->decide(request_no, state, of(state)));
        journal = Journal::open(place.path()).value();  // whoever intended it is gone
    }

    Result<Decision> settle(IfLost if_lost, TimePoint now = system_now()) {
        return activation::settle(request_no, if_lost, backend, *journal,
                                  Patience{std::chrono::seconds{60}, stop}, now);
    }

    Result<Outcome> carry_out_once(const Request& request, const std::string& backend_name = "local",
                                   TimePoint now = system_now()) {
        return activation::carry_out_once(request, backend_name, backend, *journal,
                                          Patience{std::chrono::seconds{60}, stop}, now);
    }
};

/// The same card, put in once more a day later.
inline Request again() {
    auto request = asked();
    request.request_no = "01920000-0000-7000-8000-000000000002";
    request.evidence.read_at = "2026-11-23T10:00:00+08:00";
    request.expect.reset();
    return request;
}

}  // namespace sscard::testing
