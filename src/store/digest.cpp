#include <openssl/evp.h>

#include <array>
#include <memory>
#include <sscard/store/digest.hpp>
#include <utility>

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

struct Release {
    void operator()(EVP_MD* function) const noexcept { EVP_MD_free(function); }
};
using Function = std::unique_ptr<EVP_MD, Release>;

/// Looked up once: that takes OpenSSL longer than to hash a few bytes.
const EVP_MD* fetched(Hash hash) {
    static const std::array functions{
        Function{EVP_MD_fetch(nullptr, algorithm(Hash::sha256).openssl_name, nullptr)},
        Function{EVP_MD_fetch(nullptr, algorithm(Hash::sm3).openssl_name, nullptr)}};
    return functions[static_cast<std::size_t>(hash)].get();
}

}  // namespace

std::string_view word(Hash hash) noexcept { return algorithm(hash).word; }

std::optional<Hash> hash_of(std::string_view word) noexcept {
    for (const auto& known : algorithms)
        if (known.word == word) return known.hash;
    return std::nullopt;
}

std::optional<Bytes> digest(Hash hash, ByteView bytes) {
    const auto* const function = fetched(hash);
    Bytes result(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    if (function == nullptr ||
        EVP_Digest(bytes.data(), bytes.size(), result.data(), &length, function, nullptr) != 1)
        return std::nullopt;
    result.resize(length);
    return result;
}

struct Digester::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    bool good = false;
};

Digester::Digester(Hash hash) : state_{std::make_unique<State>()} {
    const auto* const function = fetched(hash);
    state_->good = function != nullptr && EVP_DigestInit_ex2(state_->context.get(), function, nullptr) == 1;
}

Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::add(ByteView bytes) noexcept {
    state_->good = state_->good && EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1;
}

std::optional<Bytes> Digester::finish() {
    Bytes result(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    if (!std::exchange(state_->good, false) ||
        EVP_DigestFinal_ex(state_->context.get(), result.data(), &length) != 1)
        return std::nullopt;
    result.resize(length);
    return result;
}

}  // namespace sscard::store
