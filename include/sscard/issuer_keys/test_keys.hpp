#pragma once

#include <sscard/issuer_keys/ciphers.hpp>

namespace sscard::issuer_keys {

/// What a key of the social security environment is for.
enum class Purpose : std::uint8_t {
    internal_authentication,  // IRK: the card shows that it is genuine
    reading_the_holder,       // RKSSSE, key 0A: who reads shows that he may
};

/// The master keys of test cards. Invented here and published: their bytes are a readable sentence, and they
/// open no card that any issuer gave to a person.
const Key& test_key(Purpose purpose) noexcept;

}  // namespace sscard::issuer_keys
