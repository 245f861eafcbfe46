import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What the connector is given in its environment, without what a careless paste has added. */
final class Inputs {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Inputs() {}

    static String given(String name) {
        String value = System.getenv().getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new Refusal("configuration", name + " is missing");
        }
        return value;
    }

    /** Scheme, host and port of what stands in the address bar; nothing secret goes over http to another machine. */
    static String address(String name) {
        URI url;
        try {
            url = URI.create(given(name));
        } catch (IllegalArgumentException error) {
            throw new Refusal("configuration", name + " is not a URL");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http") && LOOPBACK.contains(host))) {
            throw new Refusal("configuration", name + " has to begin with https://");
        }
        return scheme + "://" + host + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
