#include "certificates.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace sscard::tool {
namespace {

template <auto Release>
struct Released {
    template <class T>
    void operator()(T* handle) const noexcept {
        Release(handle);
    }
};
using Source = std::unique_ptr<BIO, Released<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Released<&X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Released<&EVP_PKEY_free>>;

Source source_of(std::string_view pem) {
    return Source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

/// Nobody is asked for a passphrase.
int no_passphrase(char*, int, int, void*) { return -1; }

Certificate next_certificate(BIO* source) {
    Certificate certificate{PEM_read_bio_X509(source, nullptr, no_passphrase, nullptr)};
    ERR_clear_error();
    return certificate;
}

PrivateKey key_in(std::string_view pem) {
    PrivateKey key{PEM_read_bio_PrivateKey(source_of(pem).get(), nullptr, no_passphrase, nullptr)};
    ERR_clear_error();
    return key;
}

activation::TimePoint moment(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return activation::TimePoint{std::chrono::seconds{::timegm(&parts)}};
}

}  // namespace

std::vector<Validity> validities(std::string_view pem) {
    std::vector<Validity> found;
    const auto source = source_of(pem);
    while (const auto certificate = next_certificate(source.get())) {
        found.push_back(
            {moment(X509_get0_notBefore(certificate.get())), moment(X509_get0_notAfter(certificate.get()))});
    }
    return found;
}

bool holds_private_key(std::string_view pem) noexcept {
    return pem.find("PRIVATE KEY-----") != std::string_view::npos;
}

bool holds_usable_key(std::string_view pem) { return key_in(pem) != nullptr; }

bool belong_together(std::string_view certificate_pem, std::string_view key_pem) {
    const auto certificate = next_certificate(source_of(certificate_pem).get());
    const auto key = key_in(key_pem);
    const bool fits = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return fits;
}

}  // namespace sscard::tool
