#pragma once

#include <memory>
#include <optional>
#include <sscard/backend/http.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>
#include <vector>

namespace sscard::backend {

struct HttpRequest {
    std::string path;                   // below the address of the service: "/v1/activations"
    std::optional<std::string> body{};  // JSON; nothing: GET
    std::vector<std::string> headers{};
};

struct HttpAnswer {
    int status = 0;
    std::string content_type;
    std::string retry_after;  // as it was sent; empty: not at all
    std::string body;
};

/// One request and its answer over libcurl, with what the rules of the house ask of every one of them:
/// TLS 1.2 or newer, certificate and name checked, no redirect followed, no proxy for plain HTTP, bodies of
/// at most 1 MiB, a deadline, an end within a slice after a stop. At most max_in_flight connections, kept
/// open in between; any number of threads may ask.
class HttpClient {
public:
    static constexpr std::size_t longest_body = 1U << 20U;  // bytes

    /// Fault::config as open_http() fails.
    static Result<HttpClient> open(const HttpService& service);

    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    /// Any status is an answer. Waits while max_in_flight others are on their way. Fault::backend_unreachable
    /// when not a byte of the request left, backend_auth when the other side does not accept our certificate
    /// or we have none, unknown_outcome when it left and no whole answer came, backend_malformed when the
    /// answer is too long or no HTTP, interrupted when nothing had left.
    Result<HttpAnswer> exchange(const HttpRequest& request, const Patience& patience);

private:
    class Lines;
    explicit HttpClient(std::unique_ptr<Lines> lines) noexcept;

    std::unique_ptr<Lines> lines_;
};

}  // namespace sscard::backend
