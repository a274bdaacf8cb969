#pragma once

#include <cstdint>
#include <sscard/apdu/command.hpp>
#include <sscard/card/applications.hpp>

namespace sscard::card {

/// What is selected on a card, as far as the commands tell that were sent to it.
class Place {
public:
    enum class Area : std::uint8_t { environment, application, foreign };

    /// The card took a SELECT.
    void follow_select(const apdu::Command& select);

    /// The card gave data from this file: it is the current one now.
    void open(std::uint16_t fid) noexcept { file_ = fid; }

    Area area() const noexcept { return area_; }
    /// The current file, or the one with a short identifier; 0: none.
    std::uint16_t file(std::uint8_t sfi) const noexcept;
    /// The file in the table of applications; nullptr outside of them.
    const ApplicationFile* find_file(std::uint16_t fid) const noexcept;

private:
    void enter(std::uint16_t fid) noexcept;

    Area area_ = Area::environment;  // the master file counts as it: some cards have the same files there
    const Application* application_ = nullptr;
    std::uint16_t file_ = 0;
};

}  // namespace sscard::card
