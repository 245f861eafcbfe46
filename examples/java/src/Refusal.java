/** The run ends here, for one of the reasons that whoever started it understands; nothing secret is quoted. */
final class Refusal extends RuntimeException {
    final String reason;

    Refusal(String reason, String message) {
        super(message);
        this.reason = reason;
    }
}
