#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <memory>
#include <sscard/store/seal.hpp>
#include <stdexcept>

#include "key_file.hpp"

namespace sscard::store {

namespace {

constexpr std::uint8_t format = 1;  // first byte of everything sealed: AES-256-GCM
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t head_size = 1 + nonce_size;

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const noexcept {
        release(object);
    }
};

using Kdf = std::unique_ptr<EVP_KDF, Release<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Release<EVP_KDF_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Release<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<EVP_CIPHER_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, Release<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Release<EVP_MAC_CTX_free>>;

/// OpenSSL takes what it only reads as `void*`.
OSSL_PARAM octets(const char* name, ByteView bytes) noexcept {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

/// HKDF-SHA-256 without salt: the key file is uniformly random (RFC 5869, 3.1).
Secret derive(const Secret& key, std::string_view purpose) {
    const Kdf kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
    const KdfContext context{kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr};
    std::string hash{"SHA256"};
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
                                     octets(OSSL_KDF_PARAM_KEY, key.reveal()),
                                     octets(OSSL_KDF_PARAM_INFO, as_bytes(purpose)),
                                     OSSL_PARAM_construct_end()};
    Bytes derived(key_size);
    if (!context || EVP_KDF_derive(context.get(), derived.data(), derived.size(), parameters) != 1)
        throw std::runtime_error{"OpenSSL does not derive keys (HKDF)"};
    return Secret{std::move(derived)};
}

/// Looked up once: that takes OpenSSL longer than to seal with it.
const EVP_CIPHER* aes_256_gcm() {
    static const Cipher cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    return cipher.get();
}

/// HMAC-SHA-256 that has taken in its key.
MacContext keyed_hash(const Secret& key) {
    const Mac mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    MacContext context{mac ? EVP_MAC_CTX_new(mac.get()) : nullptr};
    std::string hash{"SHA256"};
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
                                     OSSL_PARAM_construct_end()};
    if (!context || EVP_MAC_init(context.get(), key.reveal().data(), key.reveal().size(), parameters) != 1)
        throw std::runtime_error{"OpenSSL does not compute HMAC-SHA-256"};
    return context;
}

/// Feeds context and text to the cipher; the text's other form, without the tag.
bool run_cipher(EVP_CIPHER_CTX* cipher, std::string_view context, ByteView text, std::uint8_t* out) {
    int length = 0;
    const auto bound = as_bytes(context);
    return EVP_CipherUpdate(cipher, nullptr, &length, bound.data(), static_cast<int>(bound.size())) == 1 &&
           EVP_CipherUpdate(cipher, out, &length, text.data(), static_cast<int>(text.size())) == 1;
}

}  // namespace

Seal::Seal(Secret encryption, const Secret& index, Blame blame)
    : encryption_{std::move(encryption)}, index_{keyed_hash(index)}, blame_{std::move(blame)} {}

Result<Seal> Seal::from_key(const Result<Secret>& key, const Blame& blame) {
    if (!key) return tl::unexpected<Error>{key.error()};
    return Seal{derive(*key, "sscard seal 1"), derive(*key, "sscard index 1"), blame};
}

Result<Seal> Seal::create_or_open(const std::filesystem::path& key_file, const Blame& blame) {
    if (auto made = make_key_file(key_file, blame); !made)
        return tl::unexpected<Error>{std::move(made).error()};
    return open(key_file, blame);
}

Result<Seal> Seal::open(const std::filesystem::path& key_file, const Blame& blame) {
    return from_key(read_key_file(key_file, KeyFor::owner, blame), blame);
}

Result<Seal> Seal::open_given(const std::filesystem::path& key_file, const Blame& blame) {
    return from_key(read_key_file(key_file, KeyFor::service, blame), blame);
}

Result<Bytes> Seal::close(std::string_view plain, std::string_view context) const {
    Bytes sealed(head_size + plain.size() + tag_size);
    sealed[0] = format;
    auto* const nonce = sealed.data() + 1;
    auto* const body = sealed.data() + head_size;
    auto* const tag = body + plain.size();
    int length = 0;
    const CipherContext cipher{EVP_CIPHER_CTX_new()};
    const bool done =
        cipher && RAND_bytes(nonce, nonce_size) == 1 &&
        EVP_EncryptInit_ex(cipher.get(), aes_256_gcm(), nullptr, encryption_.reveal().data(), nonce) == 1 &&
        run_cipher(cipher.get(), context, as_bytes(plain), body) &&
        EVP_EncryptFinal_ex(cipher.get(), tag, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag) == 1;
    if (!done) return fail(blame_.fault, blame_.step, msgid("personal data could not be sealed"));
    return sealed;
}

Result<std::string> Seal::reveal(ByteView sealed, std::string_view context) const {
    const auto closed = [this] {
        return fail(blame_.fault, blame_.step,
                    msgid("sealed data does not open: the key is another one, or the data was changed"), {},
                    msgid("bring back the key file that belongs to it, from a backup"));
    };
    if (sealed.size() < head_size + tag_size || sealed[0] != format) return closed();
    const auto body = sealed.subspan(head_size, sealed.size() - head_size - tag_size);
    Bytes tag(sealed.end() - tag_size, sealed.end());  // the interface wants it writable
    std::string plain(body.size(), '\0');
    auto* const out = reinterpret_cast<std::uint8_t*>(plain.data());
    std::uint8_t nothing = 0;
    int length = 0;
    const CipherContext cipher{EVP_CIPHER_CTX_new()};
    const bool done = cipher &&
                      EVP_DecryptInit_ex(cipher.get(), aes_256_gcm(), nullptr, encryption_.reveal().data(),
                                         sealed.data() + 1) == 1 &&
                      run_cipher(cipher.get(), context, body, out) &&
                      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(cipher.get(), &nothing, &length) == 1;
    if (!done) return closed();
    return plain;
}

Bytes Seal::index(std::string_view domain, std::string_view value) const {
    std::string message{domain};
    message += '\0';  // no domain holds one: ("a", "bc") and ("ab", "c") stay apart
    message += value;
    const auto text = as_bytes(message);
    Bytes hash(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    const MacContext context{EVP_MAC_CTX_dup(index_.get())};
    if (!context || EVP_MAC_update(context.get(), text.data(), text.size()) != 1 ||
        EVP_MAC_final(context.get(), hash.data(), &length, hash.size()) != 1)
        throw std::runtime_error{"OpenSSL does not compute HMAC-SHA-256"};
    hash.resize(length);
    return hash;
}

}  // namespace sscard::store
