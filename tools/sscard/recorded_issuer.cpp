#include "recorded_issuer.hpp"

#include <algorithm>
#include <optional>
#include <sscard/apdu/command.hpp>

namespace sscard::tool {
namespace {

constexpr std::uint8_t external_authenticate = 0x82;
constexpr std::uint8_t get_challenge = 0x84;
constexpr std::uint8_t internal_authenticate = 0x88;
constexpr std::size_t status_word_size = 2;

using Step = apdu::Replay::Step;

bool is(const Step& step, std::uint8_t instruction) noexcept {
    return step.command.size() > 1 && step.command[1] == instruction;
}

std::optional<card::Block> block_at_head(ByteView bytes) {
    card::Block block{};
    if (bytes.size() < block.size()) return std::nullopt;
    std::copy_n(bytes.begin(), block.size(), block.begin());
    return block;
}

/// What the card made of the last INTERNAL AUTHENTICATE: the data came at once, or with the next command.
std::optional<card::Block> shown_by_the_card(std::span<const Step> played) {
    auto at = std::find_if(played.rbegin(), played.rend(),
                           [](const Step& step) { return is(step, internal_authenticate); });
    if (at == played.rend()) return std::nullopt;
    const bool waits = at->answer && at->answer->size() == status_word_size && at != played.rbegin();
    if (waits) --at;
    return at->answer ? block_at_head(*at->answer) : std::nullopt;
}

}  // namespace

bool RecordedIssuer::was_asked() const {
    const auto steps = recording_->to_come();
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return is(step, get_challenge); });
}

Result<card::Answers> RecordedIssuer::answer(const card::Challenges& /*challenges*/,
                                             const Patience& /*patience*/) {
    const auto steps = recording_->to_come();
    if (steps.empty() || !is(steps.front(), external_authenticate)) return card::Answers{};
    const auto command = apdu::Command::parse(steps.front().command);
    if (!command) return card::Answers{};
    return card::Answers{shown_by_the_card(recording_->played()), block_at_head(command->data)};
}

}  // namespace sscard::tool
