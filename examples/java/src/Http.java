import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One server over the JDK's own HTTP client: no redirects, a time limit, and half an answer is none. */
final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();
    private final String who;
    private final String reason;

    /** Whoever cannot be reached is blamed with the reason. */
    Http(String who, String reason) {
        this.who = who;
        this.reason = reason;
    }

    HttpResponse<byte[]> request(String method, String url, String body, String... headers) {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(PATIENCE)
                    .header("User-Agent", "java-entries/1.0")
                    .method(method, publisher);
            for (int place = 0; place < headers.length; place += 2) {
                request.header(headers[place], headers[place + 1]);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException error) {
            throw new Refusal(reason, who + " cannot be reached (" + error.getClass().getSimpleName() + ")");
        } catch (IllegalArgumentException error) {
            throw new Refusal("configuration", "an input has characters in it that it cannot have");
        } catch (InterruptedException error) {
            throw new Refusal("internal", "interrupted");
        }
    }
}
