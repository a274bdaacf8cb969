#pragma once

#include <optional>
#include <sscard/activation/clock.hpp>
#include <string_view>
#include <vector>

/// What X.509 certificates and private keys in PEM say about themselves.
namespace sscard::tool {

struct Validity {
    activation::TimePoint from;
    activation::TimePoint until;
};

/// Of every certificate in the text, in its order, up to the first that does not parse.
std::vector<Validity> validities(std::string_view pem);

/// Whether there is a private key in the text, usable or not.
bool holds_private_key(std::string_view pem) noexcept;

/// Whether there is one that opens without a passphrase.
bool holds_usable_key(std::string_view pem);

/// Whether the first certificate was made for the key. False where one of them does not parse.
bool belong_together(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace sscard::tool
