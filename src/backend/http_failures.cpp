#include "http_failures.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>

namespace sscard::backend {
namespace {

constexpr const char* step = "ask the authority";

/// What is known of it by the reason alone.
struct Failure {
    CURLcode code;
    Fault fault;
    const char* sentence;
    const char* cure;
};

constexpr const char* network_cure =
    msgid("Nothing was sent. Check the network and the address; run the command again.");
constexpr const char* trust_cure =
    msgid("Nothing was sent. Check the address, ca_file, and the clock of this machine.");
constexpr const char* own_cure = msgid("Check certificate_file and key_file in the configuration.");

constexpr std::array failures{
    Failure{CURLE_COULDNT_RESOLVE_HOST, Fault::backend_unreachable,
            msgid("the authority's name is not known to the network"), network_cure},
    Failure{CURLE_COULDNT_RESOLVE_PROXY, Fault::backend_unreachable,
            msgid("the proxy's name is not known to the network"), network_cure},
    Failure{CURLE_COULDNT_CONNECT, Fault::backend_unreachable, msgid("no connection to the authority"),
            network_cure},
    Failure{CURLE_SSL_CONNECT_ERROR, Fault::backend_unreachable,
            msgid("no secure connection to the authority"), trust_cure},
    Failure{CURLE_PEER_FAILED_VERIFICATION, Fault::backend_unreachable,
            msgid("the certificate of the authority is not to be trusted"), trust_cure},
    Failure{CURLE_SSL_ISSUER_ERROR, Fault::backend_unreachable,
            msgid("the certificate of the authority is not to be trusted"), trust_cure},
    Failure{CURLE_SSL_CACERT_BADFILE, Fault::config, msgid("ca_file holds no certificates"),
            msgid("Correct ca_file in the configuration.")},
    Failure{CURLE_SSL_CERTPROBLEM, Fault::backend_auth,
            msgid("the certificate of this terminal is not usable"), own_cure},
};

/// What the certificate check says, in words of its own for the cases that a person can tell apart.
struct Distrust {
    long result;
    const char* sentence;
};
constexpr std::array distrusts{
    Distrust{X509_V_ERR_CERT_HAS_EXPIRED, msgid("the certificate of the authority has expired")},
    Distrust{X509_V_ERR_CERT_NOT_YET_VALID, msgid("the certificate of the authority is not valid yet")},
    Distrust{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
             msgid("the certificate of the authority is signed by itself")},
    Distrust{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
             msgid("the certificate of the authority comes from an issuer that this machine does not trust")},
    Distrust{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
             msgid("the certificate of the authority comes from an issuer that this machine does not trust")},
    Distrust{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
             msgid("the certificate of the authority comes from an issuer that this machine does not trust")},
    Distrust{X509_V_ERR_UNSPECIFIED,
             msgid("the certificate of the authority is for another name")},  // stopped before the rest
};

}  // namespace

bool is_about_our_certificate(std::string_view words) {
    // How OpenSSL words the alerts.
    constexpr std::array alerts{
        "alert certificate required",    "alert bad certificate",     "alert unknown ca",
        "alert certificate expired",     "alert certificate unknown", "alert certificate revoked",
        "alert unsupported certificate", "alert access denied"};
    return std::any_of(alerts.begin(), alerts.end(),
                       [&](const char* alert) { return words.find(alert) != std::string_view::npos; });
}

tl::unexpected<Error> turned_down() {
    return fail(Fault::backend_auth, step,
                msgid("the authority does not accept the certificate of this terminal"), {}, own_cure);
}

tl::unexpected<Error> why(const NoAnswer& known) {
    if (is_about_our_certificate(known.words)) return turned_down();
    if (known.code == CURLE_PEER_FAILED_VERIFICATION) {
        for (const auto& distrust : distrusts) {
            if (distrust.result == known.verified)
                return fail(Fault::backend_unreachable, step, distrust.sentence, {}, trust_cure);
        }
    }
    for (const auto& failure : failures) {
        // A kept connection that died is opened once more by the library, with the request sent by then.
        if (failure.code == known.code && !known.left)
            return fail(failure.fault, step, failure.sentence, {}, failure.cure);
    }
    if (known.too_long || known.code == CURLE_WEIRD_SERVER_REPLY || known.code == CURLE_UNSUPPORTED_PROTOCOL)
        return fail(Fault::backend_malformed, step,
                    msgid("what the authority answers is too long, or no HTTP"));
    if (!known.left)
        return fail(Fault::backend_unreachable, step, msgid("no connection to the authority"), {},
                    network_cure);
    return fail(Fault::unknown_outcome, step, msgid("the authority did not answer to the end"));
}

}  // namespace sscard::backend
