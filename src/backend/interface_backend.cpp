#include <algorithm>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/reason_codes.hpp>
#include <thread>

#include "interface_backend.hpp"
#include "retry.hpp"

namespace sscard::backend {
namespace {

using activation::CardState;
using activation::Decision;
using activation::Meaning;
using activation::Reason;
using activation::Request;
using activation::State;

constexpr const char* step = "ask the authority";

constexpr int ok = 200;
constexpr int accepted = 202;
constexpr int unauthorised = 401;
constexpr int not_found = 404;
constexpr int conflict = 409;
constexpr int too_many = 429;
constexpr int not_available = 503;

bool is_refusal(int status) noexcept { return status >= 400 && status < 500 && status != too_many; }
bool is_trouble(int status) noexcept { return status == too_many || status >= 500; }

/// Whether the same question may be answered later: there is trouble, or what it is about is not decided yet.
bool not_now(const Answer& answer) {
    if (answer.status != conflict) return is_trouble(answer.status);
    const auto reason = activation::reason_from_json(answer.body);
    return reason && reason->code == "in_progress";
}

/// A page of somebody in between is not the authority's word that nothing arrived, nor is one about trouble.
bool is_never_arrived(const Answer& answer) {
    const auto reason = activation::reason_from_json(answer.body);
    if (answer.status != not_found || !reason) return false;
    const auto* code = activation::reason_code(reason->code);
    return code->meaning != Meaning::not_accepted && !is_trouble(code->status);
}

/// Whether the other side did nothing with the request, by its own word.
bool surely_not_applied(const Answer& answer) noexcept {
    return answer.status == too_many || (answer.status == not_available && answer.retry_after);
}

tl::unexpected<Error> failed(Fault fault, const Answer& answer) {
    return fail(fault, step, static_cast<std::uint32_t>(answer.status));
}

/// An answer that is none.
tl::unexpected<Error> nonsense(const Answer& answer) { return failed(Fault::backend_malformed, answer); }

/// The authority's no, or that there is none in this answer.
Result<Reason> refusal_in(const Answer& answer) {
    if (answer.status == unauthorised) return failed(Fault::backend_auth, answer);
    if (!is_refusal(answer.status)) return nonsense(answer);
    auto reason = activation::reason_from_json(answer.body);
    if (!reason) return nonsense(answer);
    switch (activation::reason_code(reason->code)->meaning) {
        case Meaning::refusal:
            return reason;
        case Meaning::not_accepted:
            return failed(Fault::backend_auth, answer);
        case Meaning::trouble:
            break;
    }
    return nonsense(answer);
}

/// A decision that its status contradicts is none.
bool contradicts_status(const Decision& decision, int status) {
    return status == accepted && decision.result != State::pending;
}

class InterfaceBackend final : public activation::Backend, private card::CardAuthenticator {
public:
    InterfaceBackend(std::unique_ptr<Carrier> carrier, std::chrono::milliseconds timeout, std::size_t most)
        : carrier_{std::move(carrier)}, timeout_{timeout}, most_{most} {}

    Result<std::variant<CardState, Reason>> lookup(const std::optional<activation::Holder>& holder,
                                                   const activation::CardIdentity& card,
                                                   const Patience& patience) override {
        const auto answer = ask({Operation::lookup, {}, activation::lookup_to_json(holder, card)}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status != ok) {
            auto reason = refusal_in(*answer);
            if (!reason) return tl::unexpected{std::move(reason.error())};
            return *std::move(reason);
        }
        auto state = activation::card_state_from_json(answer->body);
        if (!state) return tl::unexpected{std::move(state.error())};
        return *std::move(state);
    }

    Result<Decision> activate(const Request& request, const Patience& patience) override {
        const Question question{Operation::activate, request.request_no, activation::to_json(request)};
        const auto answer = tried(question, limited(patience), surely_not_applied);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status >= ok && answer->status <= accepted) {
            auto decision = activation::decision_from_json(answer->body, request.request_no);
            if (decision && contradicts_status(*decision, answer->status)) return nonsense(*answer);
            return decision;
        }
        if (surely_not_applied(*answer)) return away(*answer);
        if (is_trouble(answer->status)) return failed(Fault::unknown_outcome, *answer);
        auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{std::move(reason.error())};
        Decision refused;
        refused.result = State::refused;
        const auto words = reason->message.empty() ? reason->backend_text.value_or("") : reason->message;
        if (!words.empty()) refused.message = words;
        refused.reason = *std::move(reason);
        return refused;
    }

    Result<std::optional<Decision>> query(const std::string& request_no, const Patience& patience) override {
        const auto answer = asked_again({Operation::query, request_no}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (surely_not_applied(*answer)) return away(*answer);
        if (not_now(*answer)) return failed(Fault::unknown_outcome, *answer);
        if (answer->status == ok) {
            auto decision = activation::decision_from_json(answer->body, request_no);
            if (!decision) return tl::unexpected{std::move(decision.error())};
            return *std::move(decision);
        }
        if (is_never_arrived(*answer)) return std::nullopt;
        if (auto reason = refusal_in(*answer); !reason) return tl::unexpected{std::move(reason.error())};
        return nonsense(*answer);
    }

    std::size_t max_in_flight(const Patience& patience) override {
        const auto known = most_ > 1 ? capabilities(patience) : activation::Capabilities{};
        if (!known || !known->max_in_flight) return most_;
        return std::min(most_, static_cast<std::size_t>(*known->max_in_flight));
    }

    Result<std::optional<std::string>> time(const Patience& patience) override {
        return capabilities(patience).map([](const activation::Capabilities& known) { return known.time; });
    }

    Result<card::CardAuthenticator*> card_authenticator(const Patience& patience) override {
        return capabilities(patience).map(
            [this](const activation::Capabilities& known) -> card::CardAuthenticator* {
                return known.card_authentication ? this : nullptr;
            });
    }

private:
    /// None of them where the other side does not know the question.
    Result<activation::Capabilities> capabilities(const Patience& patience) {
        const auto answer = ask({Operation::capabilities}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status == ok) return activation::capabilities_from_json(answer->body);
        if (answer->status == not_found) return activation::Capabilities{};
        auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{std::move(reason.error())};
        return nonsense(*answer);
    }

    Result<card::Answers> answer(const card::Challenges& challenges, const Patience& patience) override {
        const auto answer = ask({Operation::authenticate, {}, activation::to_json(challenges)}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status == ok) return activation::answers_from_json(answer->body);
        const auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{reason.error()};
        return card::Answers{};  // not for this card
    }

    Patience limited(const Patience& patience) const {
        const auto left = patience.deadline() - Patience::Clock::now();
        return patience.renewed(std::min<Patience::Clock::duration>(left, timeout_));
    }

    /// The other side is away, and nothing was applied.
    static tl::unexpected<Error> away(const Answer& answer) {
        return tl::unexpected{
            Error{Fault::backend_unreachable, step, static_cast<std::uint32_t>(answer.status)}.because(
                msgid("the authority has no time at present"))};
    }

    /// Something that changes nothing: may be asked again whatever went wrong.
    Result<Answer> ask(const Question& question, const Patience& patience) {
        auto answer = asked_again(question, patience);
        if (answer && not_now(*answer)) return away(*answer);
        // Nothing was to be applied, so nothing is open.
        if (!answer && answer.error().fault == Fault::unknown_outcome)
            answer.error().fault = Fault::backend_unreachable;
        return answer;
    }

    Result<Answer> asked_again(const Question& question, const Patience& patience) {
        auto answer = tried(question, limited(patience), not_now);
        if (!answer && answer.error().fault == Fault::unknown_outcome && patience.stopped())
            answer.error().fault = Fault::interrupted;
        return answer;
    }

    /// Tries again where nothing was applied, within one patience; the last answer.
    template <class MayTryAgain>
    Result<Answer> tried(const Question& question, const Patience& patience, MayTryAgain may_try_again) {
        Retry retry;
        for (;;) {
            auto answer = carrier_->carry(question, patience);
            const bool again =
                answer ? may_try_again(*answer) : answer.error().fault == Fault::backend_unreachable;
            if (!again) return answer;
            const auto pause = retry.next(answer ? answer->retry_after : std::nullopt);
            if (!pause || Patience::Clock::now() + *pause >= patience.deadline()) return answer;
            if (!slept(*pause, patience)) return fail(Fault::interrupted, step);
        }
    }

    /// Whether nobody called it off meanwhile.
    static bool slept(std::chrono::milliseconds pause, const Patience& patience) {
        const auto end = patience.renewed(pause);
        while (!end.over()) std::this_thread::sleep_for(end.next_slice());
        return !patience.stopped();
    }

    std::unique_ptr<Carrier> carrier_;
    std::chrono::milliseconds timeout_;
    std::size_t most_;
};

}  // namespace

std::unique_ptr<activation::Backend> interface_backend(std::unique_ptr<Carrier> carrier,
                                                       std::chrono::milliseconds timeout, std::size_t most) {
    return std::make_unique<InterfaceBackend>(std::move(carrier), timeout, most);
}

}  // namespace sscard::backend
