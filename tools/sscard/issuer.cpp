#include "issuer.hpp"

#include <spdlog/spdlog.h>

#include "backends.hpp"
#include "report.hpp"

namespace sscard::tool {
namespace {

/// An issuer that is away answers for no card.
class Helpful final : public card::CardAuthenticator {
public:
    explicit Helpful(card::CardAuthenticator& issuer) noexcept : issuer_{&issuer} {}

    Result<card::Answers> answer(const card::Challenges& challenges, const Patience& patience) override {
        auto answers = issuer_->answer(challenges, patience);
        if (answers || answers.error().fault == Fault::interrupted) return answers;
        spdlog::warn("{}", explained(answers.error()));
        return card::Answers{};
    }

private:
    card::CardAuthenticator* issuer_;
};

}  // namespace

Result<activation::Backend*> LazyBackend::get() {
    if (!backend_) {
        auto opened = open_backend(*settings_);
        if (!opened) return tl::unexpected{std::move(opened.error())};
        backend_ = *std::move(opened);
    }
    return backend_.get();
}

card::Issuer issuer_behind(LazyBackend& backend, const Desk& desk, Need need) {
    const Patience patience{backend_time(desk.settings), desk.stop};
    auto helpful = std::make_shared<std::optional<Helpful>>();
    const auto find = [&backend, patience, need, helpful]() -> Result<card::CardAuthenticator*> {
        const auto opened = backend.get();
        if (!opened && opened.error().fault == Fault::config) return tl::unexpected{opened.error()};
        if (!opened) {
            const bool never_set_up = opened.error().fault == Fault::backend_unreachable;
            spdlog::log(never_set_up ? spdlog::level::info : spdlog::level::warn, "{}",
                        explained(opened.error()));
            return nullptr;
        }
        auto found = (*opened)->card_authenticator(patience);
        if (need == Need::required || (found && *found == nullptr)) return found;
        if (!found && found.error().fault == Fault::interrupted) return found;
        if (!found) {
            spdlog::warn("{}", explained(found.error()));
            return nullptr;
        }
        return &helpful->emplace(**found);
    };
    return {find, patience};
}

}  // namespace sscard::tool
