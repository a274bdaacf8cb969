#pragma once

#include <optional>
#include <sscard/card/reading.hpp>

#include "pin_entry.hpp"
#include "report.hpp"

/// `sscard read --all`: the applications of the card, beside what it shows otherwise.
namespace sscard::tool {

struct DeepOptions {
    bool all = false;
    std::optional<std::string> out;  // folder for fingerprint and photo
    bool with_pin = false;
    PinOptions pin;
};

void add_deep_options(Verb verb, DeepOptions& options);

/// The deep part of a reading; nothing where it is not asked for.
class DeepRead {
public:
    /// Fault::usage when the options do not go together, the folder is not usable, or no PIN can be entered.
    /// Makes the folder.
    static Result<DeepRead> prepare(const DeepOptions& options, bool with_fields);

    /// Reads the applications and adds what they hold to the report.
    Result<void> run(const Desk& desk, const CardSource& source, const card::Reading& ordinary,
                     Report& report) const;

private:
    explicit DeepRead(const DeepOptions& options) noexcept : options_{&options} {}

    card::PinUse pin_use(const Desk& desk, const CardSource& source) const;

    const DeepOptions* options_;
    std::optional<PinEntry> entry_;
};

}  // namespace sscard::tool
