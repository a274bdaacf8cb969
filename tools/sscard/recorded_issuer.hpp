#pragma once

#include <sscard/apdu/recording.hpp>
#include <sscard/card/authenticator.hpp>

namespace sscard::tool {

/// Answers a recorded card's challenges as they were answered when it was recorded, so that the recording
/// plays back without the authority. Where the recording does not go on with EXTERNAL AUTHENTICATE it does
/// not say what the answers were: then there are none.
class RecordedIssuer final : public card::CardAuthenticator {
public:
    /// Borrows it.
    explicit RecordedIssuer(const apdu::Replay& recording) noexcept : recording_{&recording} {}

    /// Whether challenges were asked for in what is still to come.
    bool was_asked() const;

    Result<card::Answers> answer(const card::Challenges& challenges, const Patience& patience) override;

private:
    const apdu::Replay* recording_;
};

}  // namespace sscard::tool
