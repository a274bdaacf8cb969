// An authority that says yes to everything, as fast as one thread can, or after so many milliseconds (the
// only argument): the ceiling that batches are measured against. Prints its port; ends with its standard
// input. Tells at the end how many requests it had.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

std::uint64_t activations = 0;  // NOLINT: the only state of this program

/// What stands behind a name and before an end, or nothing.
std::string_view behind(std::string_view text, std::string_view name, char end) {
    const auto at = text.find(name);
    if (at == text.npos) return {};
    const auto rest = text.substr(at + name.size());
    return rest.substr(0, rest.find(end));
}

std::string answer_to(std::string_view head, std::string_view body) {
    std::string json = R"({"max_in_flight":64})";
    if (head.starts_with("POST /v1/activations")) {
        ++activations;
        json = R"({"result":"activated","request_no":")" +
               std::string{behind(body, R"("request_no":")"sv, '"')} + "\"}";
    }
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(json.size()) + "\r\n\r\n" + json;
}

/// Answers every whole request at the front of what has arrived.
std::string answers(std::string& arrived) {
    std::string out;
    for (;;) {
        const auto end = arrived.find("\r\n\r\n");
        if (end == arrived.npos) return out;
        const std::string_view head{arrived.data(), end + 2};
        const auto length =
            std::strtoul(std::string{behind(head, "Content-Length: ", '\r')}.c_str(), nullptr, 10);
        const auto whole = end + 4 + length;
        if (arrived.size() < whole) return out;
        out += answer_to(head, std::string_view{arrived}.substr(end + 4, length));
        arrived.erase(0, whole);
    }
}

void watch(int epoll, int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int listening(sockaddr_in& address) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, any, size) != 0 || ::listen(listener, SOMAXCONN) != 0) return -1;
    ::getsockname(listener, any, &size);
    return listener;
}

/// What was answered and waits until the authority has thought about it, the first to be sent first.
class Thoughts {
public:
    using Clock = std::chrono::steady_clock;

    explicit Thoughts(std::chrono::milliseconds each) : each_{each} {}

    void add(int connection, std::string answer) {
        waiting_.push_back({Clock::now() + each_, connection, std::move(answer)});
    }

    void send_what_is_due() {
        for (; !waiting_.empty() && waiting_.front().due <= Clock::now(); waiting_.pop_front()) {
            const auto& [due, connection, answer] = waiting_.front();
            if (::write(connection, answer.data(), answer.size()) < 0) ::close(connection);
        }
    }

    /// For epoll_pwait2(); nullptr: nothing is waiting.
    const timespec* time_left() {
        if (waiting_.empty()) return nullptr;
        const auto left = std::max(Clock::duration{0}, waiting_.front().due - Clock::now());
        left_ = {0, std::chrono::nanoseconds{left}.count()};
        return &left_;
    }

private:
    struct Waiting {
        Clock::time_point due;
        int connection;
        std::string answer;
    };

    std::chrono::milliseconds each_;
    std::deque<Waiting> waiting_;
    timespec left_{};
};

}  // namespace

int main(int count, char** words) {
    sockaddr_in address{};
    const int listener = listening(address);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (listener < 0 || epoll < 0) return EXIT_FAILURE;
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    watch(epoll, listener);
    watch(epoll, STDIN_FILENO);
    std::map<int, std::string> arrived;
    Thoughts thoughts{std::chrono::milliseconds{count > 1 ? std::atoi(words[1]) : 0}};  // below 1000
    for (;;) {
        std::array<epoll_event, 64> events{};
        const int ready = ::epoll_pwait2(epoll, events.data(), static_cast<int>(events.size()),
                                         thoughts.time_left(), nullptr);
        for (int i = 0; i < ready; ++i) {
            const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
            if (descriptor == listener) {
                const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
                const int yes = 1;
                ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                watch(epoll, connection);
                continue;
            }
            std::array<char, 65536> bytes{};
            const auto read = ::read(descriptor, bytes.data(), bytes.size());
            if (read <= 0 && descriptor == STDIN_FILENO) {
                std::printf("%llu\n", static_cast<unsigned long long>(activations));
                return EXIT_SUCCESS;
            }
            if (read <= 0) {
                arrived.erase(descriptor);
                ::close(descriptor);
                continue;
            }
            auto& text = arrived[descriptor];
            text.append(bytes.data(), static_cast<std::size_t>(read));
            auto out = answers(text);
            if (!out.empty()) thoughts.add(descriptor, std::move(out));
        }
        thoughts.send_what_is_due();
    }
}
