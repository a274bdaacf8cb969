#include "http_client.hpp"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "http_line.hpp"

namespace sscard::backend {
namespace {

constexpr const char* step = "ask the authority";
constexpr std::size_t longest_token = 16U << 10U;  // bytes

Result<void> check_readable(const std::string& path) {
    if (path.empty() || std::ifstream{path}) return {};
    return fail(Fault::config, step, msgid("{0} cannot be read"), {path},
                msgid("Correct the path in the configuration, or the file's owner and mode."));
}

}  // namespace

Result<std::string> bearer_token(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::string token(longest_token, '\0');
    file.read(token.data(), static_cast<std::streamsize>(token.size()));
    token.resize(static_cast<std::size_t>(file.gcount()));
    token.resize(std::min(token.size(), token.find_first_of("\r\n")));
    const bool usable =
        !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (usable) return token;
    return fail(Fault::config, step, msgid("{0} holds no token"), {path.string()},
                msgid("Put the bearer token into its first line."));
}

/// The lines of a service: made when they are needed, lent for one exchange each.
class HttpClient::Lines {
public:
    explicit Lines(HttpAccess access) : access_{std::move(access)} {
        idle_.reserve(access_.service.max_in_flight);
    }

    struct GiveBack {
        Lines* lines;
        void operator()(HttpLine* line) const { lines->take_back(line); }
    };
    using Lent = std::unique_ptr<HttpLine, GiveBack>;

    /// Waits while all are out.
    Result<Lent> borrow(const Patience& patience) {
        std::unique_lock lock{guard_};
        while (lent_ == access_.service.max_in_flight) {
            if (const auto over = over_before_it_began(patience)) return tl::unexpected{*over};
            came_back_.wait_for(lock, patience.next_slice());
        }
        if (const auto over = over_before_it_began(patience)) return tl::unexpected{*over};
        if (idle_.empty()) idle_.push_back(std::make_unique<HttpLine>(access_));
        // The one that was used last: it is the least likely to have been closed meanwhile.
        Lent line{idle_.back().release(), GiveBack{this}};
        idle_.pop_back();
        ++lent_;
        return line;
    }

private:
    static std::optional<Error> over_before_it_began(const Patience& patience) {
        const auto over = patience.over();
        if (!over) return std::nullopt;
        return Error{*over == Fault::timeout ? Fault::backend_unreachable : *over, step};
    }

    void take_back(HttpLine* line) {
        const std::lock_guard lock{guard_};
        idle_.emplace_back(line);
        --lent_;
        came_back_.notify_one();
    }

    HttpAccess access_;
    std::mutex guard_;
    std::condition_variable came_back_;
    std::vector<std::unique_ptr<HttpLine>> idle_;
    std::size_t lent_ = 0;
};

HttpClient::HttpClient(std::unique_ptr<Lines> lines) noexcept : lines_{std::move(lines)} {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::open(const HttpService& service) {
    if (auto usable = check_address(service.url); !usable) return tl::unexpected{std::move(usable.error())};
    for (const auto* file :
         {&service.ca_file, &service.certificate_file, &service.key_file, &service.token_file}) {
        if (auto readable = check_readable(*file); !readable)
            return tl::unexpected{std::move(readable.error())};
    }
    HttpAccess access{service, {}};
    while (access.service.url.ends_with('/')) access.service.url.pop_back();
    if (!service.token_file.empty()) {
        auto token = bearer_token(service.token_file);
        if (!token) return tl::unexpected{std::move(token.error())};
        access.authorization = "Authorization: Bearer " + *token;
    }
    return HttpClient{std::make_unique<Lines>(std::move(access))};
}

Result<HttpAnswer> HttpClient::exchange(const HttpRequest& request, const Patience& patience) {
    const auto line = lines_->borrow(patience);
    if (!line) return tl::unexpected{line.error()};
    return (*line)->exchange(request, patience);
}

}  // namespace sscard::backend
