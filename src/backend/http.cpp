#include <algorithm>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/reason_codes.hpp>
#include <sscard/backend/http.hpp>
#include <thread>

#include "http_client.hpp"
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
constexpr int too_many = 429;
constexpr int not_available = 503;

bool is_redirect(int status) noexcept { return status >= 300 && status < 400; }
bool is_refusal(int status) noexcept { return status >= 400 && status < 500 && status != too_many; }
bool is_trouble(int status) noexcept { return status == too_many || status >= 500; }

/// Whether the other side did nothing with the request, by its own word.
bool surely_not_applied(const HttpAnswer& answer) noexcept {
    return answer.status == too_many || (answer.status == not_available && !answer.retry_after.empty());
}

/// What stands in the way of an answer being one, when it is no Problem either.
tl::unexpected<Error> nonsense(const HttpAnswer& answer) {
    auto failed = is_redirect(answer.status)
                      ? fail(Fault::backend_malformed, step, activation::sends_elsewhere, {},
                             msgid("Put the address that it is at into the configuration. What was sent is "
                                   "asked about with: sscard journal resolve"))
                      : fail(Fault::backend_malformed, step);
    failed.value().detail = static_cast<std::uint32_t>(answer.status);
    return failed;
}

tl::unexpected<Error> not_accepted(const HttpAnswer& answer) {
    auto failed = fail(Fault::backend_auth, step);
    failed.value().detail = static_cast<std::uint32_t>(answer.status);
    return failed;
}

/// The authority's no, or that there is none in this answer.
Result<Reason> refusal_in(const HttpAnswer& answer) {
    if (answer.status == unauthorised) return not_accepted(answer);
    if (!is_refusal(answer.status)) return nonsense(answer);
    auto reason = activation::reason_from_json(answer.body);
    if (!reason) return nonsense(answer);
    switch (activation::reason_code(reason->code)->meaning) {
        case Meaning::refusal:
            return reason;
        case Meaning::not_accepted:
            return not_accepted(answer);
        case Meaning::trouble:
            break;
    }
    return nonsense(answer);
}

/// A decision that contradicts itself is none: said to be active, and the state of that half is another one.
bool contradicts_itself(const Decision& decision, activation::Scope scope, int status) {
    if (status == accepted) return decision.result != State::pending;
    if (decision.result != State::activated && decision.result != State::already_active) return false;
    const auto& half =
        scope == activation::Scope::bank_account ? decision.bank_account : decision.social_security;
    return half && half->state != "1";
}

class HttpBackend final : public activation::Backend, private card::CardAuthenticator {
public:
    HttpBackend(HttpClient client, HttpService service)
        : client_{std::move(client)}, service_{std::move(service)} {}

    Result<std::variant<CardState, Reason>> lookup(const std::optional<activation::Holder>& holder,
                                                   const activation::CardIdentity& card,
                                                   const Patience& patience) override {
        const auto answer = ask({"/v1/cards/lookup", activation::lookup_to_json(holder, card)}, patience);
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
        const HttpRequest question{
            "/v1/activations", activation::to_json(request), {"Idempotency-Key: " + request.request_no}};
        const auto answer = tried(question, limited(patience), surely_not_applied);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status >= ok && answer->status <= accepted) {
            auto decision = activation::decision_from_json(answer->body, request.request_no);
            if (decision && contradicts_itself(*decision, request.scope, answer->status))
                return nonsense(*answer);
            return decision;
        }
        if (surely_not_applied(*answer)) return away(*answer);
        if (is_trouble(answer->status)) return open(*answer);
        auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{std::move(reason.error())};
        Decision refused;
        refused.result = State::refused;
        refused.message = reason->message;
        refused.reason = *std::move(reason);
        return refused;
    }

    Result<std::optional<Decision>> query(const std::string& request_no, const Patience& patience) override {
        const auto answer = ask({"/v1/activations/" + request_no}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status == ok) {
            auto decision = activation::decision_from_json(answer->body, request_no);
            if (!decision) return tl::unexpected{std::move(decision.error())};
            return *std::move(decision);
        }
        // A page of somebody in between is not the authority's word that nothing arrived.
        if (answer->status == not_found && activation::reason_from_json(answer->body)) return std::nullopt;
        if (auto reason = refusal_in(*answer); !reason) return tl::unexpected{std::move(reason.error())};
        return nonsense(*answer);
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
    /// None of them where the other side has no such address.
    Result<activation::Capabilities> capabilities(const Patience& patience) {
        const auto answer = ask({"/v1/capabilities"}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status == ok) return activation::capabilities_from_json(answer->body);
        if (answer->status == not_found) return activation::Capabilities{};
        auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{std::move(reason.error())};
        return nonsense(*answer);
    }

    Result<card::Answers> answer(const card::Challenges& challenges, const Patience& patience) override {
        const auto answer = ask({"/v1/card-authentications", activation::to_json(challenges)}, patience);
        if (!answer) return tl::unexpected{answer.error()};
        if (answer->status == ok) return activation::answers_from_json(answer->body);
        const auto reason = refusal_in(*answer);
        if (!reason) return tl::unexpected{reason.error()};
        return card::Answers{};  // not for this card
    }

    Patience limited(const Patience& patience) const {
        const auto left = patience.deadline() - Patience::Clock::now();
        return patience.renewed(std::min<Patience::Clock::duration>(left, service_.timeout));
    }

    /// The other side is away, and nothing was applied.
    static tl::unexpected<Error> away(const HttpAnswer& answer) {
        auto failed = fail(Fault::backend_unreachable, step, msgid("the authority has no time at present"));
        failed.value().detail = static_cast<std::uint32_t>(answer.status);
        return failed;
    }

    /// Whether it was applied is open.
    static tl::unexpected<Error> open(const HttpAnswer& answer) {
        auto failed = fail(Fault::unknown_outcome, step);
        failed.value().detail = static_cast<std::uint32_t>(answer.status);
        return failed;
    }

    /// Something that changes nothing: may be asked again whatever went wrong.
    Result<HttpAnswer> ask(const HttpRequest& request, const Patience& patience) {
        auto answer = tried(request, limited(patience),
                            [](const HttpAnswer& given) { return is_trouble(given.status); });
        if (answer && is_trouble(answer->status)) return away(*answer);
        // Nothing was to be applied, so nothing is open.
        if (!answer && answer.error().fault == Fault::unknown_outcome)
            answer.error().fault = Fault::backend_unreachable;
        return answer;
    }

    /// Tries again where nothing was applied, within one patience; the last answer.
    template <class MayTryAgain>
    Result<HttpAnswer> tried(const HttpRequest& request, const Patience& patience,
                             MayTryAgain may_try_again) {
        Retry retry;
        for (;;) {
            auto answer = client_.exchange(request, patience);
            const bool again =
                answer ? may_try_again(*answer) : answer.error().fault == Fault::backend_unreachable;
            if (!again) return answer;
            const auto asked_for =
                answer ? retry_after(answer->retry_after, activation::system_now()) : std::nullopt;
            const auto pause = retry.next(asked_for);
            if (!pause || Patience::Clock::now() + *pause >= patience.deadline()) return answer;
            if (!slept(*pause, patience)) return answer;
        }
    }

    /// Whether nobody called it off meanwhile.
    static bool slept(std::chrono::milliseconds pause, const Patience& patience) {
        const auto end = patience.renewed(pause);
        while (!end.over()) std::this_thread::sleep_for(end.next_slice());
        return !patience.stopped();
    }

    HttpClient client_;
    HttpService service_;
};

}  // namespace

Result<std::unique_ptr<activation::Backend>> open_http(const HttpService& service) {
    auto client = HttpClient::open(service);
    if (!client) return tl::unexpected{std::move(client.error())};
    return std::make_unique<HttpBackend>(*std::move(client), service);
}

}  // namespace sscard::backend
