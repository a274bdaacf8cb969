#pragma once

#include <sscard/activation/request.hpp>

#include "settings.hpp"
#include "station_news.hpp"

namespace sscard::tool {

/// Tells the person at the station what to do next: on a terminal in large letters, in colour and by its
/// bell, else a line for everything that happens; nothing at all where programs read. For one thread at a
/// time.
class StationWords {
public:
    explicit StationWords(const Settings& settings);

    /// The reader is named where there are several.
    void readers(std::size_t count) noexcept { several_ = count > 1; }

    /// Whose card is next.
    void waits_for(std::uint64_t row, const activation::Request& request);
    void card_in(const std::string& reader);
    void card_out(const std::string& reader);
    void became(const std::string& reader, const CardNews& news, const Tally& tally);
    /// The authority is tried again after this time.
    void away(const std::string& reader, std::chrono::milliseconds pause);
    /// Anything else, in one sentence.
    void line(const std::string& text) const;

private:
    std::string at(const std::string& reader) const;
    void block(const CardNews& news, const std::string& reader) const;

    bool silent_;
    bool large_;
    bool colour_;
    bool full_;  // personal data is shown
    bool several_ = false;
};

}  // namespace sscard::tool
