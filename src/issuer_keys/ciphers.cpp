#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <sscard/issuer_keys/ciphers.hpp>
#include <stdexcept>
#include <string>

namespace sscard::issuer_keys {

namespace {

struct Release {
    void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

struct Algorithm {
    const char* openssl_name;
    std::size_t block;  // bytes
};
constexpr std::array algorithms{Algorithm{"DES-EDE-ECB", 8}, Algorithm{"SM4-ECB", 16}};  // as in Cipher

constexpr const Algorithm& algorithm(Cipher cipher) noexcept {
    return algorithms[static_cast<std::size_t>(cipher)];
}

/// Every block for itself; the text is whole blocks, at most 16 bytes.
Key enciphered(Cipher cipher, const Key& key, ByteView text) {
    const auto* const name = algorithm(cipher).openssl_name;
    const std::unique_ptr<EVP_CIPHER, Release> method{EVP_CIPHER_fetch(nullptr, name, nullptr)};
    const std::unique_ptr<EVP_CIPHER_CTX, Release> context{EVP_CIPHER_CTX_new()};
    Key out{};
    int length = 0;
    if (!method || !context ||
        EVP_EncryptInit_ex2(context.get(), method.get(), key.data(), nullptr, nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
        EVP_EncryptUpdate(context.get(), out.data(), &length, text.data(), static_cast<int>(text.size())) !=
            1)
        throw std::runtime_error{std::string{"OpenSSL does not encipher with "} + name};
    return out;
}

/// One block of the cipher: the number, filled up with 00.
Key enciphered_number(Cipher cipher, const Key& key, const Block& number) {
    Key text{};
    std::copy(number.begin(), number.end(), text.begin());
    return enciphered(cipher, key, ByteView{text}.first(algorithm(cipher).block));
}

}  // namespace

std::optional<Block> card_factor(ByteView historical_bytes) noexcept {
    Block factor{};
    if (historical_bytes.size() < factor.size()) return std::nullopt;
    const auto last = historical_bytes.last(factor.size());
    std::copy(last.begin(), last.end(), factor.begin());
    return factor;
}

Key diversified(Cipher cipher, const Key& master, const Block& factor) {
    Key text{};
    for (std::size_t i = 0; i < factor.size(); ++i) {
        text[i] = factor[i];
        text[i + factor.size()] = static_cast<std::uint8_t>(~factor[i]);
    }
    return enciphered(cipher, master, text);
}

Key session_key(Cipher cipher, const Key& key, const Block& factor) {
    auto session = enciphered_number(cipher, key, factor);
    for (std::size_t i = algorithm(cipher).block; i < session.size(); ++i)
        session[i] = session[i - algorithm(cipher).block];
    return session;
}

Block authentication_value(Cipher cipher, const Key& session, const Block& raw) {
    const auto out = enciphered_number(cipher, session, raw);
    Block value{};
    for (std::size_t i = 0; i < algorithm(cipher).block; ++i) value[i % value.size()] ^= out[i];
    return value;
}

}  // namespace sscard::issuer_keys
