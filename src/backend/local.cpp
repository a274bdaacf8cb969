#include <mutex>
#include <sscard/activation/codec.hpp>
#include <sscard/backend/local.hpp>

#include "authentication.hpp"
#include "existing_register.hpp"
#include "judge.hpp"

namespace sscard::backend {

namespace {

using activation::CardState;
using activation::Decision;
using activation::Holder;
using activation::Reason;
using activation::Request;

/// The request without its number: what must be the same when the number comes again.
std::string body_of(Request request) {
    request.request_no.clear();
    return activation::to_json(request);
}

Decision key_reused() {
    Decision decision;
    decision.result = activation::State::refused;
    decision.reason = refusal("key_reused");
    decision.message = decision.reason->message;
    return decision;
}

class LocalBackend final : public activation::Backend {
public:
    LocalBackend(Register books, activation::Clock clock) noexcept
        : books_{std::move(books)}, clock_{std::move(clock)} {}

    Result<std::variant<CardState, Reason>> lookup(const std::optional<Holder>& holder,
                                                   const activation::CardIdentity& card,
                                                   const Patience& patience) override {
        const std::lock_guard guard{mutex_};
        if (auto ready = books_.wait_within(patience); !ready)
            return tl::unexpected<Error>{std::move(ready).error()};
        const auto facts = facts_about(holder, card);
        if (!facts) return tl::unexpected<Error>{facts.error()};
        if (auto objection = identity_objection(holder, card, *facts)) return std::move(*objection);
        return card_state(*facts->card, clock_());
    }

    Result<Decision> activate(const Request& request, const Patience& patience) override {
        const std::lock_guard guard{mutex_};
        if (auto ready = books_.wait_within(patience); !ready)
            return tl::unexpected<Error>{std::move(ready).error()};
        // The effect on the card and the kept answer are one transaction: who asks later hears the truth.
        return books_.write([&] { return answer_to(request); });
    }

    Result<std::optional<Decision>> query(const std::string& request_no, const Patience& patience) override {
        const std::lock_guard guard{mutex_};
        if (auto ready = books_.wait_within(patience); !ready)
            return tl::unexpected<Error>{std::move(ready).error()};
        const auto kept = books_.answer(request_no);
        if (!kept) return tl::unexpected<Error>{kept.error()};
        if (!*kept) return std::nullopt;
        auto decision = activation::decision_from_json((*kept)->json, request_no);
        if (!decision) return tl::unexpected<Error>{std::move(decision).error()};
        return std::optional{std::move(*decision)};
    }

    Result<card::CardAuthenticator*> card_authenticator(const Patience& /*patience*/) override {
        return &authenticator_;
    }

private:
    Result<Facts> facts_about(const std::optional<Holder>& holder,
                              const activation::CardIdentity& card) const {
        Facts facts;
        if (holder) {
            auto person = books_.person(holder->id_number);
            if (!person) return tl::unexpected<Error>{std::move(person).error()};
            facts.person = std::move(*person);
        }
        auto found = books_.card(card.number);
        if (!found) return tl::unexpected<Error>{std::move(found).error()};
        facts.card = std::move(*found);
        return facts;
    }

    Result<Decision> answer_to(const Request& request) {
        const auto fingerprint = books_.fingerprint(body_of(request));
        const auto before = books_.answer(request.request_no);
        if (!before) return tl::unexpected<Error>{before.error()};
        if (*before) {
            if ((*before)->fingerprint != fingerprint) return key_reused();
            return activation::decision_from_json((*before)->json, request.request_no);
        }
        const auto facts = facts_about(request.holder, request.card);
        if (!facts) return tl::unexpected<Error>{facts.error()};
        const auto now = clock_();
        auto decision = judge(request, *facts, now);
        if (decision.result == activation::State::activated)
            if (const auto set = books_.set_state(request.card.number, request.scope, "1"); !set)
                return tl::unexpected<Error>{set.error()};
        const auto kept = books_.keep_answer(request.request_no,
                                             {fingerprint, activation::to_json(decision, request.request_no)},
                                             activation::rfc3339(now));
        if (!kept) return tl::unexpected<Error>{kept.error()};
        return decision;
    }

    std::mutex mutex_;
    Register books_;
    activation::Clock clock_;
    TestCardAuthenticator authenticator_{books_, mutex_};
};

}  // namespace

Result<std::unique_ptr<activation::Backend>> open_local(const std::filesystem::path& state_dir,
                                                        activation::Clock clock) {
    auto books = open_existing_register(state_dir);
    if (!books) return tl::unexpected<Error>{std::move(books).error()};
    return std::make_unique<LocalBackend>(std::move(*books), std::move(clock));
}

}  // namespace sscard::backend
