#include <sscard/issuer_keys/test_keys.hpp>

namespace sscard::issuer_keys {

namespace {

consteval Key spelled(const char (&text)[17]) {
    Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(text[i]);
    return key;
}

constexpr std::array keys{spelled("sscard test IRK!"),
                          spelled("sscard RKSSSE 0A")};  // in the order of Purpose

}  // namespace

const Key& test_key(Purpose purpose) noexcept { return keys[static_cast<std::size_t>(purpose)]; }

}  // namespace sscard::issuer_keys
