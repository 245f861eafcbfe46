<?php
declare(strict_types=1);

/** One client file over Silverfin's synchronisation API; a token that has run out is renewed once. */
final class Silverfin
{
    private readonly Http $http;
    private readonly string $firm;
    private readonly string $company;

    public function __construct(private readonly Inputs $inputs, private readonly Memory $memory)
    {
        $this->http = new Http('Silverfin', 'target');
        $this->firm = "{$inputs->silverfinUrl}/api/v4/f/{$inputs->firm}";
        $this->company = "{$this->firm}/syncs/companies/{$inputs->file}";
    }

    public function info(): array
    {
        return $this->json('GET', "{$this->company}/info");
    }

    /** The currency of the file, null if the grant does not let us see it. */
    public function currency(): ?string
    {
        [$status, $content] = $this->answered('GET', "{$this->firm}/companies/{$this->inputs->file}");
        return $status === 403 ? null : $this->checked($status, $content)['currency'];
    }

    public function mostActions(): int
    {
        return $this->json('GET', "{$this->firm}/syncs/settings")['max_actions_per_request'];
    }

    public function sendSettings(array $settings): void
    {
        $this->json('POST', "{$this->company}/settings", $settings);
    }

    public function reset(string $point): void
    {
        $this->json('DELETE', "{$this->company}/reset?" . http_build_query(['previous_sync_point' => $point]));
    }

    public function submit(string $point, ?string $previous, array $accounts, array $actions): void
    {
        $this->json('POST', "{$this->company}/transactions", [
            'sync_point' => $point,
            'previous_sync_point' => $previous,
            'accounts' => $accounts,
            'actions' => $actions,
        ]);
    }

    private function json(string $method, string $url, ?array $body = null): array
    {
        return $this->checked(...$this->answered($method, $url, $body));
    }

    private function answered(string $method, string $url, ?array $body = null): array
    {
        $answer = $this->asked($method, $url, $body);
        if ($answer[0] !== 401) {
            return $answer;
        }
        $this->renew();
        return $this->asked($method, $url, $body);
    }

    private function asked(string $method, string $url, ?array $body): array
    {
        $text = $body === null ? null : json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
        $headers = ["Authorization: Bearer {$this->memory->tokens['access']}", 'Content-Type: application/json'];
        return $this->http->request($method, $url, $text, $headers);
    }

    private function renew(): void
    {
        $form = http_build_query([
            'grant_type' => 'refresh_token',
            'refresh_token' => $this->memory->tokens['refresh'],
            'client_id' => $this->inputs->clientId,
            'client_secret' => $this->inputs->clientSecret,
        ]);
        $url = "{$this->inputs->silverfinUrl}/f/{$this->inputs->firm}/oauth/token";
        [$status, $content] = $this->http->request('POST', $url, $form);
        if ($status === 400 || $status === 401) {
            throw new Refusal('authentication', "Silverfin's authorisation has ended; authorise again");
        }
        $pair = $this->checked($status, $content);
        $this->memory->keepTokens($pair['access_token'], $pair['refresh_token']);
    }

    private function checked(int $status, mixed $content): array
    {
        if ($status >= 300) {
            $reason = [401 => 'authentication', 403 => 'authentication', 409 => 'conflict'][$status] ?? 'target';
            throw new Refusal($reason, "Silverfin answered $status");
        }
        return is_array($content) ? $content : throw new Refusal('target', 'what Silverfin answered is not JSON');
    }
}
