#include <openssl/evp.h>

#include <array>
#include <sscard/store/digest.hpp>

namespace sscard::store {

namespace {

struct Algorithm {
    Hash hash;
    std::string_view word;
    const char* openssl_name;
};

constexpr std::array algorithms{Algorithm{Hash::sha256, "sha256", "SHA256"},
                                Algorithm{Hash::sm3, "sm3", "SM3"}};

constexpr const Algorithm& algorithm(Hash hash) noexcept {
    return algorithms[static_cast<std::size_t>(hash)];
}

}  // namespace

std::string_view word(Hash hash) noexcept { return algorithm(hash).word; }

std::optional<Hash> hash_of(std::string_view word) noexcept {
    for (const auto& known : algorithms)
        if (known.word == word) return known.hash;
    return std::nullopt;
}

std::optional<Bytes> digest(Hash hash, ByteView bytes) {
    Bytes result(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    if (EVP_Q_digest(nullptr, algorithm(hash).openssl_name, nullptr, bytes.data(), bytes.size(),
                     result.data(), &length) != 1)
        return std::nullopt;
    result.resize(length);
    return result;
}

}  // namespace sscard::store
