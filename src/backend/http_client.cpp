#include "http_client.hpp"

#include <openssl/x509_vfy.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "curl.hpp"

namespace sscard::backend {
namespace {

constexpr const char* step = "ask the authority";
constexpr std::chrono::milliseconds listening_time{1000};
constexpr std::size_t longest_token = 16U << 10U;  // bytes

/// Releases by the function of the table; loaded before anything is made.
template <auto Release>
struct Released {
    template <class T>
    void operator()(T* handle) const noexcept {
        (curl()->*Release)(handle);
    }
};
using Easy = std::unique_ptr<CURL, Released<&Curl::easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Released<&Curl::multi_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Released<&Curl::slist_free_all>>;
using Address = std::unique_ptr<CURLU, Released<&Curl::url_cleanup>>;

std::string part_of(CURLU* address, CURLUPart part) {
    char* text = nullptr;
    if (curl()->url_get(address, part, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, Released<&Curl::free>> owned{text};
    return text;
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "[::1]" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

/// Personal data go to this address.
Result<void> check_address(const std::string& url) {
    const Address address{curl()->url()};
    if (!address || curl()->url_set(address.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return fail(Fault::config, step, msgid("{0} is no address of a backend"), {url},
                    msgid("Correct url in the configuration: https://HOST/PATH."));
    }
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
        if (part_of(address.get(), part).empty()) continue;
        return fail(Fault::config, step, msgid("the address of a backend has no user, query or fragment"), {},
                    msgid("Give a token with token_file; the address is host and path alone."));
    }
    const auto scheme = part_of(address.get(), CURLUPART_SCHEME);
    if (scheme == "https" || (scheme == "http" && is_this_machine(part_of(address.get(), CURLUPART_HOST))))
        return {};
    return fail(Fault::config, step, msgid("{0}: personal data go to other machines over https alone"), {url},
                msgid("Correct url in the configuration: https://HOST/PATH."));
}

Result<void> check_readable(const std::string& path) {
    if (path.empty() || std::ifstream{path}) return {};
    return fail(Fault::config, step, msgid("{0} cannot be read"), {path},
                msgid("Correct the path in the configuration, or the file's owner and mode."));
}

/// The first line of the file.
Result<std::string> token_in(const std::string& path) {
    std::ifstream file{path};
    std::string token(longest_token, '\0');
    file.read(token.data(), static_cast<std::streamsize>(token.size()));
    token.resize(static_cast<std::size_t>(file.gcount()));
    token.resize(std::min(token.size(), token.find_first_of("\r\n")));
    const bool usable =
        !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (usable) return token;
    return fail(Fault::config, step, msgid("{0} holds no token"), {path},
                msgid("Put the bearer token into its first line."));
}

/// What is known of a request that got no answer, by the reason.
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

/// How OpenSSL words the alerts by which the other side turns our certificate down.
bool is_about_our_certificate(std::string_view words) {
    constexpr std::array alerts{
        "alert certificate required",    "alert bad certificate",     "alert unknown ca",
        "alert certificate expired",     "alert certificate unknown", "alert certificate revoked",
        "alert unsupported certificate", "alert access denied"};
    return std::any_of(alerts.begin(), alerts.end(),
                       [&](const char* alert) { return words.find(alert) != std::string_view::npos; });
}

}  // namespace

struct HttpClient::Parts {
    HttpService service;
    std::string authorization;  // a header line, or nothing
    Multi multi;
    Easy easy;

    /// What one exchange writes into.
    struct Exchange {
        HttpAnswer answer;
        bool too_long = false;
        std::array<char, CURL_ERROR_SIZE> words{};
    };

    static std::size_t take(const char* data, std::size_t, std::size_t size, void* to) {
        auto& exchange = *static_cast<Exchange*>(to);
        exchange.too_long = size > longest_body - exchange.answer.body.size();
        if (exchange.too_long) return 0;
        exchange.answer.body.append(data, size);
        return size;
    }

    template <class Value>
    void set(CURLoption option, Value value) {
        curl()->easy_setopt(easy.get(), option, value);
    }

    void address_and_trust(CURL* handle, const std::string& url) const {
        const auto file = [handle](CURLoption option, const std::string& path) {
            if (!path.empty()) curl()->easy_setopt(handle, option, path.c_str());
        };
        curl()->easy_setopt(handle, CURLOPT_URL, url.c_str());
        curl()->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl()->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
        curl()->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl()->easy_setopt(handle, CURLOPT_USERAGENT, "sscard");
        curl()->easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        curl()->easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
        curl()->easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
        file(CURLOPT_CAINFO, service.ca_file);
        file(CURLOPT_SSLCERT, service.certificate_file);
        file(CURLOPT_SSLKEY, service.key_file);
        if (url.starts_with("http:")) curl()->easy_setopt(handle, CURLOPT_PROXY, "");
    }

    /// Whether the other side turns our certificate down. Under TLS 1.3 it does so after its part of the
    /// handshake is over for us, and what we have sent by then may wipe its words out; who says nothing hears
    /// them.
    bool is_turned_down(const Patience& patience) const {
        const Easy listener{curl()->easy_init()};
        if (!listener) return false;
        std::string words;
        address_and_trust(listener.get(), service.url);
        curl()->easy_setopt(listener.get(), CURLOPT_CONNECT_ONLY, 1L);
        curl()->easy_setopt(listener.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(listening_time.count()));
        curl()->easy_setopt(listener.get(), CURLOPT_VERBOSE, 1L);
        curl()->easy_setopt(listener.get(), CURLOPT_DEBUGFUNCTION, &Parts::hear);
        curl()->easy_setopt(listener.get(), CURLOPT_DEBUGDATA, &words);
        auto code = curl()->easy_perform(listener.get());
        curl_socket_t socket = CURL_SOCKET_BAD;
        curl()->easy_getinfo(listener.get(), CURLINFO_ACTIVESOCKET, &socket);
        const auto end = patience.renewed(listening_time);
        while (code == CURLE_OK && !end.over()) {
            char byte = 0;
            std::size_t got = 0;
            code = curl()->easy_recv(listener.get(), &byte, 1, &got);
            if (code != CURLE_AGAIN) break;
            code = CURLE_OK;
            pollfd readable{socket, POLLIN, 0};
            ::poll(&readable, 1, static_cast<int>(end.next_slice().count()));
        }
        return code != CURLE_OK && is_about_our_certificate(words);
    }

    /// What the library tells while it works; the error buffer keeps the first failure alone.
    static int hear(CURL*, curl_infotype kind, char* data, std::size_t size, void* words) {
        constexpr std::size_t enough = 64U << 10U;
        auto& heard = *static_cast<std::string*>(words);
        if (kind == CURLINFO_TEXT && heard.size() < enough) heard.append(data, size);
        return 0;
    }

    /// Of a new connection that was secure for us.
    bool ended_without_a_word(CURLcode code) {
        return service.url.starts_with("https:") && info<long>(CURLINFO_NUM_CONNECTS) > 0 &&
               info<long>(CURLINFO_HEADER_SIZE) == 0 &&
               (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING);
    }

    Headers headers_of(const HttpRequest& request) const {
        curl_slist* list = nullptr;
        const auto add = [&list](const std::string& line) {
            list = curl()->slist_append(list, line.c_str());
        };
        add("Accept: application/json, application/problem+json");
        add("Expect:");  // no first half of a request
        if (request.body) add("Content-Type: application/json");
        if (!authorization.empty()) add(authorization);
        for (const auto& line : request.headers) add(line);
        return Headers{list};
    }

    void prepare(const HttpRequest& request, const Headers& headers, Exchange& exchange,
                 const Patience& patience) {
        constexpr std::chrono::milliseconds least{1};  // none at all would be no limit for the library
        const auto left = std::max(least, std::chrono::ceil<std::chrono::milliseconds>(
                                              patience.deadline() - Patience::Clock::now()));
        const auto url = service.url + request.path;
        curl()->easy_reset(easy.get());
        address_and_trust(easy.get(), url);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(left, service.connect_timeout).count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
        set(CURLOPT_HTTPHEADER, headers.get());
        if (request.body) {
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
            set(CURLOPT_POSTFIELDS, request.body->data());
        }
        set(CURLOPT_ERRORBUFFER, exchange.words.data());
        set(CURLOPT_WRITEFUNCTION, &Parts::take);
        set(CURLOPT_WRITEDATA, &exchange);
    }

    /// Runs the exchange; nothing when it was called off.
    std::optional<CURLcode> run(const Patience& patience) {
        curl()->multi_add_handle(multi.get(), easy.get());
        std::optional<CURLcode> ended;
        while (!ended && !patience.stopped()) {
            int running = 0;
            curl()->multi_perform(multi.get(), &running);
            int waiting = 0;
            while (const auto* message = curl()->multi_info_read(multi.get(), &waiting)) {
                if (message->msg == CURLMSG_DONE) ended = message->data.result;
            }
            if (ended) break;
            constexpr int slice = static_cast<int>(Patience::slice.count());
            curl()->multi_poll(multi.get(), nullptr, 0, slice, nullptr);
        }
        curl()->multi_remove_handle(multi.get(), easy.get());
        return ended;
    }

    template <class Value>
    Value info(CURLINFO what) {
        Value value{};
        curl()->easy_getinfo(easy.get(), what, &value);
        return value;
    }

    std::string header(const char* name) {
        curl_header* found = nullptr;
        if (curl()->easy_header(easy.get(), name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
        return found->value;
    }

    tl::unexpected<Error> without_answer(CURLcode code, const Exchange& exchange, const Patience& patience) {
        auto failed = why(code, exchange);
        if (ended_without_a_word(code) && is_turned_down(patience)) failed = turned_down();
        failed.value().detail = static_cast<std::uint32_t>(code);
        return failed;
    }

    static tl::unexpected<Error> turned_down() {
        return fail(Fault::backend_auth, step,
                    msgid("the authority does not accept the certificate of this terminal"), {}, own_cure);
    }

    tl::unexpected<Error> why(CURLcode code, const Exchange& exchange) {
        if (is_about_our_certificate(exchange.words.data())) return turned_down();
        if (code == CURLE_PEER_FAILED_VERIFICATION) {
            for (const auto& distrust : distrusts) {
                if (distrust.result == info<long>(CURLINFO_SSL_VERIFYRESULT))
                    return fail(Fault::backend_unreachable, step, distrust.sentence, {}, trust_cure);
            }
        }
        for (const auto& failure : failures) {
            if (failure.code == code) return fail(failure.fault, step, failure.sentence, {}, failure.cure);
        }
        if (exchange.too_long || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_UNSUPPORTED_PROTOCOL)
            return fail(Fault::backend_malformed, step,
                        msgid("what the authority answers is too long, or no HTTP"));
        if (info<long>(CURLINFO_REQUEST_SIZE) == 0)
            return fail(Fault::backend_unreachable, step, msgid("no connection to the authority"), {},
                        network_cure);
        return fail(Fault::unknown_outcome, step, msgid("the authority did not answer to the end"));
    }
};

HttpClient::HttpClient(std::unique_ptr<Parts> parts) noexcept : parts_{std::move(parts)} {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::open(const HttpService& service) {
    if (curl() == nullptr) {
        return fail(Fault::config, step, msgid("libcurl 7.85 or newer is not installed"), {},
                    msgid("Install it: it is what speaks to a backend of kind http."));
    }
    if (auto usable = check_address(service.url); !usable) return tl::unexpected{std::move(usable.error())};
    for (const auto* file :
         {&service.ca_file, &service.certificate_file, &service.key_file, &service.token_file}) {
        if (auto readable = check_readable(*file); !readable)
            return tl::unexpected{std::move(readable.error())};
    }
    auto parts = std::make_unique<Parts>();
    parts->service = service;
    while (parts->service.url.ends_with('/')) parts->service.url.pop_back();
    if (!service.token_file.empty()) {
        auto token = token_in(service.token_file);
        if (!token) return tl::unexpected{std::move(token.error())};
        parts->authorization = "Authorization: Bearer " + *token;
    }
    parts->multi.reset(curl()->multi_init());
    parts->easy.reset(curl()->easy_init());
    if (!parts->multi || !parts->easy) return fail(Fault::internal, "curl_easy_init");
    return HttpClient{std::move(parts)};
}

Result<HttpAnswer> HttpClient::exchange(const HttpRequest& request, const Patience& patience) {
    if (const auto over = patience.over())
        return fail(*over == Fault::timeout ? Fault::backend_unreachable : *over, step);
    Parts::Exchange exchange;
    const auto headers = parts_->headers_of(request);
    parts_->prepare(request, headers, exchange, patience);
    const auto code = parts_->run(patience);
    if (!code) {
        const bool left = parts_->info<long>(CURLINFO_REQUEST_SIZE) != 0;
        return fail(left ? Fault::unknown_outcome : Fault::interrupted, step);
    }
    if (*code != CURLE_OK) return parts_->without_answer(*code, exchange, patience);
    exchange.answer.status = static_cast<int>(parts_->info<long>(CURLINFO_RESPONSE_CODE));
    exchange.answer.content_type = parts_->header("Content-Type");
    exchange.answer.retry_after = parts_->header("Retry-After");
    return std::move(exchange.answer);
}

}  // namespace sscard::backend
