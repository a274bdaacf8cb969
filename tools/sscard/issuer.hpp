#pragma once

#include <memory>
#include <sscard/activation/backend.hpp>
#include <sscard/card/reading.hpp>

#include "verb.hpp"

namespace sscard::tool {

/// The backend that the settings name, opened when it is first needed and only once.
class LazyBackend {
public:
    explicit LazyBackend(const Settings& settings) noexcept : settings_{&settings} {}

    /// Fails as open_backend() fails.
    Result<activation::Backend*> get();

private:
    const Settings* settings_;
    std::unique_ptr<activation::Backend> backend_;
};

/// Whether a reading goes on when the issuer does not answer for a card.
enum class Need : std::uint8_t { helpful, required };

/// The authority behind the backend as the issuer of cards, where it offers to answer their challenges. One
/// that cannot be opened answers for no card. Both outlive what is returned.
card::Issuer issuer_behind(LazyBackend& backend, const Desk& desk, Need need);

}  // namespace sscard::tool
