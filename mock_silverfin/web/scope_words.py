"""Scopes in words, for whoever decides whether an application may have them. The words are ours."""

from __future__ import annotations

from mock_kit.pages.words import noted
from mock_silverfin.scopes import SYNC, WEBHOOKS

WORDS = {
    SYNC: noted("Bring bookkeeping figures into the client files that are linked to it, change them and remove them"),
    WEBHOOKS: noted("Be told when something happens, for example when you ask for a synchronisation"),
    "administration:read": noted("See client files, their accounts, people and users"),
    "administration:write": noted("Change client files, their accounts, people and users"),
    "communication:read": noted("Read remarks and comments"),
    "communication:write": noted("Write remarks and comments"),
    "financials:read": noted("See balances, adjustments, reconciliations and reports"),
    "financials:write": noted("Change adjustments, reconciliations and reports"),
    "financials:transactions:read": noted("See what customers and suppliers have not paid yet"),
    "financials:transactions:write": noted("Record bookkeeping transactions"),
    "workflows:read": noted("See workflows"),
    "workflows:write": noted("Change workflows"),
    "links": noted("Add links to other applications"),
    "permanent_documents:read": noted("See the documents of client files"),
    "permanent_documents:write": noted("Add and change the documents of client files"),
    "client_meetings:external_notes:write": noted("Add notes to client meetings"),
    "user:profile": noted("See your name"),
    "user:email": noted("See your e-mail address"),
    "user:firm": noted("See the name of your firm"),
}
