#pragma once

#include <array>
#include <optional>
#include <sscard/backend/http.hpp>

#include "curl_handles.hpp"
#include "http_client.hpp"

namespace sscard::backend {

/// What every line to one service has in common.
struct HttpAccess {
    HttpService service;
    std::string authorization;  // a header line, or nothing
};

/// One connection to the service, kept open between exchanges. For one thread at a time.
class HttpLine {
public:
    /// `access` outlives it.
    explicit HttpLine(const HttpAccess& access);

    /// As HttpClient has it.
    Result<HttpAnswer> exchange(const HttpRequest& request, const Patience& patience);

private:
    /// What one exchange writes into.
    struct Exchange {
        HttpAnswer answer;
        bool too_long = false;
        std::array<char, CURL_ERROR_SIZE> words{};
    };

    static std::size_t take(const char* data, std::size_t one, std::size_t size, void* to);
    static int hear(CURL* handle, curl_infotype kind, char* data, std::size_t size, void* words);

    bool has_more_to_say() const;
    void hang_up();
    CurlHeaders headers_of(const HttpRequest& request) const;
    void address_and_trust(CURL* handle, const std::string& url) const;
    void prepare(const HttpRequest& request, const CurlHeaders& headers, Exchange& exchange,
                 const Patience& patience);
    std::optional<CURLcode> run(const Patience& patience);
    tl::unexpected<Error> without_answer(CURLcode code, const Exchange& exchange, const Patience& patience);
    bool ended_without_a_word(CURLcode code);
    bool is_turned_down(const Patience& patience) const;
    std::string header(const char* name);

    template <class Value>
    Value info(CURLINFO what) {
        Value value{};
        curl()->easy_getinfo(easy_.get(), what, &value);
        return value;
    }

    const HttpAccess* access_;
    CurlMulti multi_;
    CurlEasy easy_;
    curl_socket_t socket_ = CURL_SOCKET_BAD;  // of the connection that was used last
};

}  // namespace sscard::backend
